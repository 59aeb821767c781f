#pragma once
// Files that citizens sent: GET {content_base}/v2/bot/message/{id}/content, which may say that a film is not ready yet (202).
// A file that a provider of its own holds has an address instead. Source: LINE Messaging API reference, "Get content".
#include <memory>
#include <string>

#include "connectors/common/download.hpp"

namespace sahut::line {

struct media_settings {
  std::string access_token;
  std::string content_base;  // https://api-data.line.me
  connector::download_settings downloads;
};
std::unique_ptr<connector::media_source> create_media(media_settings settings);

}  // namespace sahut::line
