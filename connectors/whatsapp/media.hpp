#pragma once
// Files that citizens sent: GET {api_base}/{media id} says where one lies for five minutes, and the bearer token opens that
// address too. Source: Meta, WhatsApp Cloud API, media.
#include <memory>
#include <string>

#include "connectors/common/download.hpp"

namespace sahut::whatsapp {

struct media_settings {
  std::string access_token;
  std::string app_secret;  // the current one; empty: calls go without a proof
  connector::download_settings downloads;
};
std::unique_ptr<connector::media_source> create_media(media_settings settings, std::unique_ptr<connector::http_client> client);

}  // namespace sahut::whatsapp
