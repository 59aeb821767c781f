#pragma once
// What a worker shows to the network: its sessions' host, and the lines that end there.
#include "gateway/sessions/session_host.hpp"
#include "tests/sim/network.hpp"
#include "tests/support/test_office.hpp"

namespace sahut::test {

class front {
 public:
  front(world& w, test_worker& one, std::string epoch);
  ~front();  // nothing may be speaking any more

  std::shared_ptr<line> visitor_line(line::far_end& client);
  std::shared_ptr<line> officer_line(line::far_end& client, std::string token);
  // The process ends: by itself, with a word to everyone, or not.
  void close_all(std::uint16_t code);
  void drop_all();
  bool busy() const;
  void begin_epoch(std::string epoch);
  std::vector<std::shared_ptr<line>> open_lines();

 private:
  std::shared_ptr<line> begin(std::shared_ptr<net::session> speaker, line::far_end& client);
  world& w_;
  test_worker& one_;
  session_host host_;
  std::vector<std::shared_ptr<line>> lines_;
};

}  // namespace sahut::test
