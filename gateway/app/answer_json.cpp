#include "gateway/app/answer_json.hpp"

#include "gateway/wire/json_writer.hpp"

namespace sahut {
namespace {

template <class F>
std::string each_line(std::string_view text, F const& as) {
  std::string all;
  while (!text.empty()) {
    auto const line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (!line.empty()) all += (line.front() == '{' ? std::string(line) : as(line)) + "\n";
  }
  return all;
}

}  // namespace

std::string answer_as_json(std::string_view out) {
  return each_line(out, [](std::string_view line) {
    wire::json_writer w;
    return w.begin_object().field("said", line).end_object().take();
  });
}

std::string complaint_as_json(std::string_view err, int exit) {
  return each_line(err, [exit](std::string_view line) {
    wire::json_writer w;
    bool const is_error = exit != 0 && !line.starts_with("warning: ");
    w.begin_object().field(is_error ? "error" : "said", line);
    if (is_error) w.field("exit", exit);
    return w.end_object().take();
  });
}

}  // namespace sahut
