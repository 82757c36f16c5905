// `--report html=FILE`: one page that stands alone, for people who were not there.
#pragma once

#include "oracle/report/formats/format.hpp"

namespace twomsl::oracle {

/// How much a page holds, so that it can be opened whatever was found. Cards, which have diagrams,
/// are of the first findings of each class and verdict and of the first stories of each kind; the
/// others are rows. What is left out is said in the page.
inline constexpr std::size_t kCardsOfVerdict = 4;
inline constexpr std::size_t kCardsOfStory = 2;
inline constexpr std::size_t kDiagramBytes = 4u << 20;
inline constexpr std::size_t kRowsOfFindings = 12'000;
inline constexpr std::size_t kRowsOfStories = 3'000;
inline constexpr std::size_t kRowsOfFiles = 1'000;

/// The page is written when the last file has been added.
[[nodiscard]] std::unique_ptr<ReportWriter> make_html_writer(Write write,
                                                             const ReportSettings& settings);

}  // namespace twomsl::oracle
