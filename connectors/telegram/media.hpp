#pragma once
// Files that citizens sent to a bot: getFile says where one lies, {api_base}/file/bot{token}/{path} gives it. Both addresses
// hold the token: they are never part of a log line, a record or a failure. Source: Telegram Bot API 10.1, "getFile".
#include <memory>
#include <string>

#include "connectors/common/download.hpp"

namespace sahut::telegram {

struct media_settings {
  std::string token, api_base;
  connector::download_settings downloads;
};
std::unique_ptr<connector::media_source> create_media(media_settings settings, std::unique_ptr<connector::http_client> client);

}  // namespace sahut::telegram
