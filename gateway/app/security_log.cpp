#include "gateway/app/security_log.hpp"

#include "gateway/wire/json_writer.hpp"

#include <spdlog/pattern_formatter.h>

namespace sahut {
namespace {

class security_formatter final : public spdlog::formatter {
 public:
  explicit security_formatter(std::unique_ptr<spdlog::formatter> usual)
      : usual_(std::move(usual)),
        own_(std::make_unique<spdlog::pattern_formatter>(R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","logger":"%n",%v})", spdlog::pattern_time_type::utc)) {}
  void format(spdlog::details::log_msg const& m, spdlog::memory_buf_t& to) override {
    bool const ours = std::string_view(m.logger_name.data(), m.logger_name.size()) == security_logger;
    (ours ? own_ : usual_)->format(m, to);
  }
  std::unique_ptr<formatter> clone() const override { return std::make_unique<security_formatter>(usual_->clone()); }

 private:
  std::unique_ptr<spdlog::formatter> usual_, own_;
};

}  // namespace

void tell_security(spdlog::level::level_enum level, std::string_view event,
                   std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  auto const logger = spdlog::get(std::string(security_logger));
  if (!logger) return;
  wire::json_writer w;
  w.begin_object().field("event", event);
  for (auto const& [name, value] : fields) w.maybe(name, value);
  auto const text = w.end_object().take();
  logger->log(level, "{}", std::string_view(text).substr(1, text.size() - 2));  // its braces are the line's
}

std::unique_ptr<spdlog::formatter> with_security_lines(std::unique_ptr<spdlog::formatter> usual) {
  return std::make_unique<security_formatter>(std::move(usual));
}

}  // namespace sahut
