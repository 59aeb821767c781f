#include "connectors/common/http_client.hpp"
#include "connectors/common/send_answer.hpp"

namespace sahut::connector {

raw_answer answer_of(http_response const& response) {
  return {response.status, response.body, response.header("Retry-After"), response.header("Date"),
          std::chrono::floor<milliseconds>(std::chrono::system_clock::now())};
}

sending::outcome outcome_of(http_failure const& failure, bool sends, std::string_view whom) {
  if (failure.reason == body_unreadable) return sending::later{milliseconds(0), false, "Berkas belum dapat dibaca dari penyimpanan"};
  if (failure.written && sends) return sending::unknown{};
  return sending::later{milliseconds(0), !failure.written, with_detail(std::string(whom) + " tidak terjangkau", failure.reason)};
}

}  // namespace sahut::connector
