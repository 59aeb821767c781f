#pragma once
// One line of the log for each message: time, level, the area that speaks, its ids, the sentence. As text
// `TIME LEVEL AREA NAME=VALUE: SENTENCE`, as JSON one object. Whatever a value or sentence holds, it stays within its line and
// its field: line ends, escapes of terminals and marks that turn text around are written out, and none is longer than it may be.
// Lines of `log::security` are JSON in either format.
#include <spdlog/formatter.h>

#include <memory>
#include <string_view>

namespace sahut {

inline constexpr std::size_t log_sentence_bytes_max = 8192, log_value_bytes_max = 512;

std::unique_ptr<spdlog::formatter> log_lines(bool json);

// The level as lines name it.
std::string_view name_of_log_level(spdlog::level::level_enum level);

// For a program whose answers are its output: errors alone, on stderr.
void log_faults_alone();

// Writes `critical` lines for what ends the process unforeseen, and waits until they are out.
void tell_what_ends_the_process();
void drain_log(std::chrono::milliseconds at_most);

}  // namespace sahut
