#include "oracle/report/formats/html/diagram/svg.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "oracle/report/formats/html/escape.hpp"

namespace twomsl::oracle::html {
namespace {

// A tenth of a pixel is enough.
std::string number(double value) {
  std::string digits = fmt::format("{:.1f}", value);
  if (digits.ends_with(".0")) digits.resize(digits.size() - 2);
  return digits == "-0" ? "0" : digits;
}

}  // namespace

void Svg::line(std::string_view look, Point from, Point to) {
  fmt::format_to(std::back_inserter(body_), R"(<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>)",
                 look, number(from.x), number(from.y), number(to.x), number(to.y));
}

void Svg::rect(std::string_view look, Point corner, Point size) {
  fmt::format_to(std::back_inserter(body_),
                 R"(<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>)", look,
                 number(corner.x), number(corner.y), number(std::fmax(size.x, 0)),
                 number(std::fmax(size.y, 0)));
}

void Svg::circle(std::string_view look, Point centre, double radius) {
  fmt::format_to(std::back_inserter(body_), R"(<circle class="{}" cx="{}" cy="{}" r="{}"/>)", look,
                 number(centre.x), number(centre.y), number(radius));
}

void Svg::path(std::string_view look, std::string_view data) {
  fmt::format_to(std::back_inserter(body_), R"(<path class="{}" d="{}"/>)", look, data);
}

void Svg::text(std::string_view look, Point at, std::string_view words, std::string_view anchor) {
  const std::string where = anchor == "start" ? "" : fmt::format(R"( text-anchor="{}")", anchor);
  fmt::format_to(std::back_inserter(body_), R"(<text class="{}" x="{}" y="{}"{}>{}</text>)", look,
                 number(at.x), number(at.y), where, escaped(words));
}

void Svg::arrow(std::string_view look, Point from, Point to) {
  constexpr double kLength = 9, kHalf = 3.6;
  const double run = std::hypot(to.x - from.x, to.y - from.y);
  if (run == 0) return;
  const Point along{(to.x - from.x) / run, (to.y - from.y) / run};
  const Point neck{to.x - kLength * along.x, to.y - kLength * along.y};
  line(look, from, neck);
  path(look, fmt::format("M{} {}L{} {}L{} {}z", number(to.x), number(to.y),
                         number(neck.x - kHalf * along.y), number(neck.y + kHalf * along.x),
                         number(neck.x + kHalf * along.y), number(neck.y - kHalf * along.x)));
}

void Svg::mark(Point centre, std::size_t number_of_mark) {
  circle("mark", centre, 8.5);
  text("markno", {centre.x, centre.y + 4}, fmt::format("{}", number_of_mark), "middle");
}

std::string Svg::finish(std::string_view id, std::string_view title, std::string_view description,
                        Point size) const {
  return fmt::format(R"(<svg role="img" aria-labelledby="{0}t {0}d" viewBox="0 0 {1} {2}" )"
                     R"(width="{1}" height="{2}">)"
                     R"(<title id="{0}t">{3}</title><desc id="{0}d">{4}</desc>{5}</svg>)",
                     id, number(size.x), number(size.y), escaped(title), escaped(description),
                     body_);
}

}  // namespace twomsl::oracle::html
