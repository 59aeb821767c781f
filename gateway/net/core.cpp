#include "gateway/net/core.hpp"

#include <algorithm>
#include <boost/asio/ip/v6_only.hpp>

#include "gateway/net/http_connection.hpp"

namespace sahut::net {

peer::peer(std::shared_ptr<core> c) : core_(std::move(c)) { core_->peers.push_back(*this); }

peer::~peer() {
  core_->peers.erase(core_->peers.iterator_to(*this));
  core_->peer_ended();
}

core::core(asio::io_context& context, server_settings s, std::vector<route> r, std::vector<upgrade_route> u)
    : io(context),
      settings(std::move(s)),
      limits(settings.limits),
      routes(std::move(r)),
      upgrades(std::move(u)),
      now(std::chrono::steady_clock::now()),
      acceptor(context.get_executor()),
      sweep_timer(context.get_executor()),
      finished_timer(context.get_executor()) {
  if (!settings.counts) settings.counts = std::make_shared<shared_counts>(reinterpret_cast<std::uintptr_t>(this));
}

namespace {

bool is_path_of(route const& r, std::string_view path) {
  if (r.knows && !r.knows(path)) return false;
  if (r.prefix) return path.starts_with(r.path);
  std::string_view pattern = r.path;
  for (auto open = pattern.find('{'); open != pattern.npos; open = pattern.find('{')) {
    if (path.substr(0, open) != pattern.substr(0, open)) return false;
    path.remove_prefix(open);
    pattern.remove_prefix(pattern.find('}', open) + 1);
    auto const segment = path.substr(0, path.find('/'));
    if (segment.empty()) return false;
    path.remove_prefix(segment.size());
  }
  return path == pattern;
}

}  // namespace

route const* core::find_route(std::string_view method, std::string_view path, std::string& allow) const {
  route const* best = nullptr;
  auto const better = [](route const& a, route const& b) {
    return a.prefix != b.prefix ? !a.prefix : a.path.size() > b.path.size();
  };
  for (auto const& r : routes)
    if (is_path_of(r, path) && (!best || better(r, *best))) best = &r;
  if (!best) return nullptr;
  route const* found = nullptr;
  for (auto const& r : routes) {
    if (r.path != best->path || r.prefix != best->prefix) continue;
    for (auto const& m : r.methods) {
      if (m == method || (m == "GET" && method == "HEAD")) found = &r;
      if (m != "OPTIONS") allow += m == "GET" ? "GET, HEAD, " : m + ", ";
    }
  }
  allow += "OPTIONS";
  return found;
}

upgrade_route const* core::find_upgrade(std::string_view path) const {
  auto const i = std::find_if(upgrades.begin(), upgrades.end(), [&](auto const& u) { return u.path == path; });
  return i == upgrades.end() ? nullptr : &*i;
}

std::string_view core::http_date() {
  if (!settings.date_clock) return {};
  auto const second = settings.date_clock();
  if (second != date_second_) {
    std::tm parts{};
    gmtime_r(&second, &parts);
    static constexpr char const* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr char const* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char rest[64];  // strftime's names would follow the locale
    std::strftime(rest, sizeof rest, " %Y %H:%M:%S GMT", &parts);
    auto const day = std::to_string(parts.tm_mday);
    date_ =
        std::string(days[parts.tm_wday]) + ", " + (day.size() < 2 ? "0" : "") + day + " " + months[parts.tm_mon] + rest;
    date_second_ = second;
  }
  return date_;
}

void core::accept_next() {
  if (accepting_ || !acceptor.is_open()) return;
  accepting_ = true;
  acceptor.async_accept(io.get_executor(), [self = shared_from_this()](error_code ec, transport::socket_type socket) {
    self->accepting_ = false;
    if (ec == asio::error::operation_aborted || !self->acceptor.is_open()) return;
    // Out of descriptors or memory: the next sweep tries again.
    if (ec && ec != asio::error::connection_aborted) return;
    if (!ec) http_connection::start(self, std::move(socket));
    self->accept_next();
  });
}

void core::schedule_sweep() {
  sweep_timer.expires_after(limits.sweep_every);
  sweep_timer.async_wait([weak = weak_from_this()](error_code ec) {
    auto const self = weak.lock();
    if (ec || !self) return;
    self->sweep();
    self->schedule_sweep();
  });
}

void core::sweep() {
  now = std::chrono::steady_clock::now();
  bool const cut = draining && now >= drain_until;
  for (auto i = peers.begin(); i != peers.end();) {
    auto& p = *i++;
    if (cut)
      p.abort();
    else
      p.sweep(now);
  }
  accept_next();
}

void core::stop_accepting() {
  error_code ignored;
  acceptor.close(ignored);
}

void core::drain() {
  stop_accepting();
  if (draining) return;
  draining = true;
  drain_until = std::chrono::steady_clock::now() + limits.drain_within;
  for (auto i = peers.begin(); i != peers.end();) (i++)->drain();
  peer_ended();
}

void core::peer_ended() {
  if (draining && peers.empty()) finished_timer.cancel();
}

}  // namespace sahut::net
