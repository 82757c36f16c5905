// An inline SVG, element by element. Looks are the style sheet's: elements bear classes.
#pragma once

#include <string>
#include <string_view>

namespace twomsl::oracle::html {

struct Point {
  double x = 0;
  double y = 0;
};

/// The size is known last, so that it is asked for last.
class Svg {
 public:
  void line(std::string_view look, Point from, Point to);
  void rect(std::string_view look, Point corner, Point size);
  void circle(std::string_view look, Point centre, double radius);
  void path(std::string_view look, std::string_view data);
  /// `words` are escaped here. The anchor is "start", "middle" or "end".
  void text(std::string_view look, Point at, std::string_view words,
            std::string_view anchor = "start");
  /// An arrow with a head at `to`.
  void arrow(std::string_view look, Point from, Point to);
  /// The number of a mark, in a disc.
  void mark(Point centre, std::size_t number);

  /// The element; `id` is of the page alone. Title and description are for who does not see it.
  [[nodiscard]] std::string finish(std::string_view id, std::string_view title,
                                   std::string_view description, Point size) const;

 private:
  std::string body_{};
};

}  // namespace twomsl::oracle::html
