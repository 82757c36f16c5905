// See content.hpp.
#include "tool/wire/http/content.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

namespace twomsl::tool {
namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8";

// The kernel itself keeps to what lies below `directory`. A FIFO is opened without waiting.
Descriptor open_below(int directory, const char* path) {
  open_how how{};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  return Descriptor(static_cast<int>(syscall(SYS_openat2, directory, path, &how, sizeof how)));
}

std::string type_of(const std::string& path) {
  struct Type {
    std::string_view suffix;
    std::string_view type;
  };
  constexpr std::array<Type, 12> kTypes = {{{".html", kHtml},
                                            {".htm", kHtml},
                                            {".txt", "text/plain; charset=utf-8"},
                                            {".md", "text/plain; charset=utf-8"},
                                            {".css", "text/css"},
                                            {".js", "text/javascript"},
                                            {".json", "application/json"},
                                            {".svg", "image/svg+xml"},
                                            {".png", "image/png"},
                                            {".jpg", "image/jpeg"},
                                            {".gif", "image/gif"},
                                            {".pdf", "application/pdf"}}};
  for (const Type& one : kTypes) {
    if (path.ends_with(one.suffix)) return std::string(one.type);
  }
  return "application/octet-stream";
}

std::string escape_html(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// The names in a directory in order, those of directories with a slash at their end.
std::vector<std::string> names_in(Descriptor directory) {
  struct Close {
    void operator()(DIR* open) const { closedir(open); }
  };
  // The stream closes a descriptor of its own.
  const std::unique_ptr<DIR, Close> stream(fdopendir(dup(directory.number())));
  std::vector<std::string> names;
  if (!stream) return names;
  while (const dirent* entry = readdir(stream.get())) {
    std::string name = static_cast<const char*>(entry->d_name);
    if (name == "." || name == "..") continue;
    names.push_back(entry->d_type == DT_DIR ? name + "/" : name);
  }
  std::ranges::sort(names);
  return names;
}

Content listing_of(const std::string& path, Descriptor directory) {
  Content content{.found = Found::listing, .type = std::string(kHtml)};
  content.text =
      fmt::format("<!DOCTYPE html>\n<title>{0}</title>\n<h1>{0}</h1>\n<ul>\n", escape_html(path));
  for (const std::string& name : names_in(std::move(directory))) {
    content.text +=
        fmt::format("<li><a href=\"./{}\">{}</a>\n", encode_percent(name), escape_html(name));
  }
  content.text += "</ul>\n";
  return content;
}

Content file_of(const std::string& path, Descriptor file, const struct stat& status) {
  return {.found = Found::file,
          .type = type_of(path),
          .file = std::move(file),
          .file_bytes = static_cast<std::uint64_t>(status.st_size)};
}

Content content_of_directory(const std::string& path, Descriptor directory) {
  if (!path.ends_with('/')) return {.found = Found::directory};
  Descriptor index = open_below(directory.number(), "index.html");
  struct stat status {};
  if (index.is_open() && fstat(index.number(), &status) == 0 && S_ISREG(status.st_mode)) {
    return file_of("index.html", std::move(index), status);
  }
  return listing_of(path, std::move(directory));
}

}  // namespace

std::string encode_percent(const std::string& path) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  std::string encoded;
  for (const char c : path) {
    if (kPlain.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

std::variant<ContentRoot, WireError> ContentRoot::open(const std::string& directory) {
  ContentRoot root;
  root.directory_ =
      Descriptor(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOCTTY));
  if (!root.directory_.is_open()) {
    return WireError{fmt::format("{}: {}", directory, std::strerror(errno))};
  }
  if (!root.open_beneath("/").is_open()) {
    return WireError{
        fmt::format("{}: openat2: {}; Linux has it from 5.6 on", directory, std::strerror(errno))};
  }
  return root;
}

Descriptor ContentRoot::open_beneath(const std::string& path) const {
  const std::size_t begin = std::min(path.find_first_not_of('/'), path.size());
  const std::string relative = path.substr(begin);
  return open_below(directory_.number(), relative.empty() ? "." : relative.c_str());
}

Content ContentRoot::find(const std::string& path) const {
  Descriptor opened = open_beneath(path);
  if (!opened.is_open()) {
    return {.found = errno == EACCES ? Found::forbidden : Found::nothing};
  }
  struct stat status {};
  if (fstat(opened.number(), &status) != 0) return {};
  if (S_ISDIR(status.st_mode)) return content_of_directory(path, std::move(opened));
  if (S_ISREG(status.st_mode)) return file_of(path, std::move(opened), status);
  return {.found = Found::forbidden};
}

}  // namespace twomsl::tool
