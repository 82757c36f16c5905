// What each shell is told. A line of `twomsl complete` is a word, a tab and its help; a line of a
// tab alone asks for names of files.
#include <array>
#include <utility>

#include "tool/documents/completion.hpp"

namespace twomsl::tool {
namespace {

constexpr std::string_view kBash = R"(# Completes the words of twomsl in bash.
_twomsl() {
  local words current line rest
  # Words are split here, for readline splits at ':' and '=', too, and wants what is behind them.
  read -ra words <<<"${COMP_LINE:0:COMP_POINT}"
  if [[ ${COMP_LINE:COMP_POINT-1:1} == ' ' ]]; then words+=(''); fi
  current=${words[-1]}
  rest=${current##*[=:]}
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == $'\t' ]]; then
      compopt -o filenames 2>/dev/null
      mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "${current##*=}")
      continue
    fi
    line=${line%%$'\t'*}
    if [[ $line == *[=:] ]]; then compopt -o nospace 2>/dev/null; fi
    COMPREPLY+=("${line#"${current%"$rest"}"}")
  done < <("${words[0]}" complete -- "${words[@]:1}" 2>/dev/null)
}
complete -F _twomsl twomsl
)";

constexpr std::string_view kZsh = R"(#compdef twomsl
# Completes the words of twomsl in zsh.
_twomsl() {
  local line word
  local -a plain unfinished
  local files=0
  while IFS= read -r line; do
    if [[ $line == $'\t' ]]; then files=1; continue; fi
    word=${line%%$'\t'*}
    if [[ $word == *[=:] ]]; then
      unfinished+=("$word")
    else
      plain+=("${word//:/\\:}:${line#*$'\t'}")
    fi
  done < <("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)
  (( $#plain )) && _describe twomsl plain
  (( $#unfinished )) && compadd -S '' -- $unfinished
  if (( files )); then compset -P '*='; _files; fi
}
if [[ $funcstack[1] == _twomsl ]]; then _twomsl "$@"; else compdef _twomsl twomsl; fi
)";

constexpr std::string_view kFish = R"(# Completes the words of twomsl in fish.
function __twomsl_complete
    set -l current (commandline -ct)
    set -l words (commandline -opc)
    for line in ($words[1] complete -- $words[2..-1] $current 2>/dev/null)
        if test "$line" = \t
            set -l before (string replace -r '[^=]*$' '' -- $current)
            for file in (__fish_complete_path (string replace -r '^.*=' '' -- $current))
                echo $before$file
            end
        else
            echo $line
        end
    end
end
complete -c twomsl -f -a '(__twomsl_complete)'
)";

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kScripts{
    {{"bash", kBash}, {"zsh", kZsh}, {"fish", kFish}}};

}  // namespace

std::string_view completion_script(std::string_view shell) {
  for (const auto& [name, script] : kScripts) {
    if (name == shell) return script;
  }
  return {};
}

}  // namespace twomsl::tool
