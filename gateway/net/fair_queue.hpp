#pragma once
// What waits for a scarce turn, in lines by address: networks take turns, and within a /48 its /64s do. Who floods waits
// behind itself, and when all room is taken gives way to others. Pure.
#include <algorithm>
#include <deque>
#include <list>
#include <optional>
#include <string>

#include "gateway/net/address.hpp"

namespace sahut::net {

template <class T>
class fair_queue {
 public:
  // Of more than `room`, the newest of whoever has most gives way and is returned: it may be `item` itself.
  std::optional<T> push(counted_address const& who, T item, std::size_t room) {
    auto& site = line(sites_, who.wide.empty() ? who.near : who.wide);
    auto& own = line(site.hosts, who.near);
    own.items.push_back(std::move(item));
    ++site.size;
    if (++size_ <= room) return std::nullopt;
    auto const longest_site = longest(sites_, site);
    auto const longest_host = longest(longest_site->hosts, &*longest_site == &site ? own : longest_site->hosts.front());
    std::optional<T> out(std::move(longest_host->items.back()));
    longest_host->items.pop_back();
    one_left(longest_site, longest_host);
    return out;
  }

  std::optional<T> pop() {
    if (sites_.empty()) return std::nullopt;
    auto const site = sites_.begin();
    auto const host = site->hosts.begin();
    std::optional<T> out(std::move(host->items.front()));
    host->items.pop_front();
    site->hosts.splice(site->hosts.end(), site->hosts, host);
    sites_.splice(sites_.end(), sites_, site);
    one_left(site, host);
    return out;
  }

  std::size_t size() const { return size_; }

 private:
  struct host_line {
    std::string name;
    std::deque<T> items;
    std::size_t length() const { return items.size(); }
  };
  struct site_line {
    std::string name;
    std::list<host_line> hosts;
    std::size_t size = 0;
    std::size_t length() const { return size; }
  };

  template <class L>
  static L& line(std::list<L>& all, std::string const& name) {
    for (auto& l : all)
      if (l.name == name) return l;
    all.emplace_back();
    all.back().name = name;
    return all.back();
  }
  // Where several are longest, `preferred` if it is one of them: who comes last gives way.
  template <class L>
  static typename std::list<L>::iterator longest(std::list<L>& all, L& preferred) {
    auto best = all.begin();
    for (auto i = all.begin(); i != all.end(); ++i)
      if (i->length() > best->length() || (i->length() == best->length() && &*i == &preferred)) best = i;
    return best;
  }
  void one_left(typename std::list<site_line>::iterator site, typename std::list<host_line>::iterator host) {
    --size_;
    --site->size;
    if (host->items.empty()) site->hosts.erase(host);
    if (site->hosts.empty()) sites_.erase(site);
  }

  std::list<site_line> sites_;  // whose turn is next, first
  std::size_t size_ = 0;
};

}  // namespace sahut::net
