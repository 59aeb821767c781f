#pragma once
// The routes of one worker: webhooks, login, ticket status, health, pages.
#include "gateway/app/channel_api.hpp"
#include "gateway/net/server.hpp"
#include "gateway/net/static_files.hpp"
#include "gateway/sessions/session_host.hpp"

#include <map>

namespace sahut {

struct not_ready {
  std::string word;    // for strangers; empty: the store takes writes and nothing drains
  std::string detail;  // for the machine itself: it may name files
};

struct http_facts {
  password_hasher* passwords = nullptr;
  std::shared_ptr<net::static_files const> pages;   // null: no pages are served
  std::function<not_ready()> why_not_ready;
  std::function<std::string()> metrics;             // in the exposition format
  token_ends_source token_ends;
};

// What the pages' placeholders stand for: the demo page shows the first office with a widget.
std::map<std::string, std::string> page_values(settings const& cfg);

net::route metrics_route(std::function<std::string()> figures);
std::vector<net::route> http_routes(session_host& g, http_facts facts);

}  // namespace sahut
