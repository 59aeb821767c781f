#include "gateway/app/log_lines.hpp"

#include "gateway/app/log_queue.hpp"
#include "gateway/log/log.hpp"
#include "gateway/wire/json_writer.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <exception>

namespace sahut {
namespace {

// How many bytes of `rest` are one character, and which; 0 bytes: they are no UTF-8.
std::pair<std::size_t, char32_t> first_character(std::string_view rest) {
  auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
  if (byte(0) < 0x80) return {1, byte(0)};
  std::size_t const length = byte(0) >= 0xf0 ? 4 : byte(0) >= 0xe0 ? 3 : 2;
  if (byte(0) < 0xc2 || byte(0) > 0xf4 || rest.size() < length) return {0, 0};
  char32_t c = byte(0) & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {0, 0};
    c = c << 6 | (byte(i) & 0x3fu);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) return {0, 0};
  return {length, c};
}

// What a terminal obeys, what ends a line, what turns text around or cannot be seen.
bool is_dangerous(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb);
}

void append_safe(std::string& out, std::string_view text, bool quoted, std::size_t bytes_max) {
  static constexpr char hex[] = "0123456789abcdef";
  auto const begin = out.size();
  while (!text.empty()) {
    if (out.size() - begin >= bytes_max) {
      out += "...";
      return;
    }
    auto const [length, c] = first_character(text);
    if (length == 0) {
      out += "\xef\xbf\xbd";
      text.remove_prefix(1);
      continue;
    }
    if (c == '\n') {
      out += "\\n";
    } else if (is_dangerous(c)) {
      out += "\\u";
      for (int shift = 12; shift >= 0; shift -= 4) out += hex[c >> shift & 15];
    } else {
      if (quoted && (c == '"' || c == '\\')) out += '\\';
      out += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
}

bool is_plain(std::string_view value) {
  return value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/@+-") == value.npos;
}

void append_quoted(std::string& out, std::string_view text, std::size_t bytes_max) {
  out += '"';
  append_safe(out, text, true, bytes_max);
  out += '"';
}

class line_formatter final : public spdlog::formatter {
 public:
  explicit line_formatter(bool json) : json_(json) {}

  void format(spdlog::details::log_msg const& m, spdlog::memory_buf_t& to) override {
    std::string_view sentence(m.payload.data(), m.payload.size()), area(m.logger_name.data(), m.logger_name.size()), fields;
    if (area == "sahut") {  // past log::tell: of a library; what it says has no fields
      area = "library";
    } else if (auto const at = sentence.find(log::between); at != sentence.npos) {
      fields = sentence.substr(at);
      sentence = sentence.substr(0, at);
    }
    auto const time = wire::rfc3339(std::chrono::floor<milliseconds>(m.time));
    auto const level = name_of_log_level(m.level);
    std::string line;
    if (json_ || area == log::security) {
      line.append("{\"time\":\"").append(time).append("\",\"level\":\"").append(level).append("\",\"logger\":\"").append(area);
      line += "\",\"message\":";
      append_quoted(line, sentence, log_sentence_bytes_max);
      each(fields, [&line](std::string_view name, std::string_view value) {
        line.append(",\"").append(name).append("\":");
        append_quoted(line, value, log_value_bytes_max);
      });
      line += '}';
    } else {
      line.append(time).append(" ").append(level).append(" ").append(area);
      each(fields, [&line](std::string_view name, std::string_view value) {
        line.append(" ").append(name).append("=");
        if (is_plain(value)) append_safe(line, value, false, log_value_bytes_max);
        else append_quoted(line, value, log_value_bytes_max);
      });
      line += ": ";
      append_safe(line, sentence, false, log_sentence_bytes_max);
    }
    line += '\n';
    to.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<formatter> clone() const override { return std::make_unique<line_formatter>(json_); }

 private:
  template <class F>
  static void each(std::string_view fields, F const& f) {
    while (!fields.empty()) {
      fields.remove_prefix(1);
      auto const one = fields.substr(0, fields.find(log::between));
      fields.remove_prefix(one.size());
      auto const equals = one.find('=');
      f(one.substr(0, equals), one.substr(equals + 1));
    }
  }

  bool json_;
};

[[noreturn]] void end_with_a_word() {
  try {
    if (auto const e = std::current_exception()) std::rethrow_exception(e);
    log::critical("daemon", {}, "ended by a fault of its own");
  } catch (std::exception const& e) {
    log::critical("daemon", {}, "ended by a fault of its own: {}", e.what());
  } catch (...) {
    log::critical("daemon", {}, "ended by a fault of its own");
  }
  drain_log(std::chrono::seconds{2});
  std::abort();
}

}  // namespace

std::unique_ptr<spdlog::formatter> log_lines(bool json) { return std::make_unique<line_formatter>(json); }

std::string_view name_of_log_level(spdlog::level::level_enum level) {
  auto const name = spdlog::level::to_string_view(level);
  return {name.data(), name.size()};
}

void log_faults_alone() {
  auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  sink->set_formatter(log_lines(false));
  sink->set_level(log::level::err);
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("sahut", std::move(sink)));
}

void tell_what_ends_the_process() { std::set_terminate(end_with_a_word); }

void drain_log(std::chrono::milliseconds at_most) {
  for (auto const& sink : spdlog::default_logger_raw()->sinks())
    if (auto* const queue = dynamic_cast<log_queue*>(sink.get())) queue->drain(at_most);
}

}  // namespace sahut
