#pragma once
// `sahutctl sla explain`: every deadline of an instant under a calendar file, one JSON object a line. Needs no daemon.
#include <iosfwd>
#include <optional>
#include <string>

namespace sahut {

// Exit codes, as sysexits.h names them.
inline constexpr int exit_usage = 64;
inline constexpr int exit_bad_data = 65;
inline constexpr int exit_bad_config = 78;

// `instant`: RFC 3339, "-" for one a line from `in`, nothing for now. Line n of the output answers line n of the input:
// a line that is no instant, a blank one included, gives {"error":…,"line":n}, the run goes on and ends with 65. A
// faulty calendar prints every fault on `err` and gives 78. Warnings go to `err` and change nothing.
int sla_explain(std::string calendar_file, std::optional<std::string> instant, std::istream& in, std::ostream& out,
                std::ostream& err);

}  // namespace sahut
