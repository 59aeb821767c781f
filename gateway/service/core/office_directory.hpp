#pragma once
// Where records lie: each office's, and those of the whole installation. One store holds them all today; whoever asks the
// directory goes on working when offices lie in several. One per worker; single thread.
#include "gateway/service/core/vault.hpp"
#include "routing/model/id.hpp"
#include "routing/ports/clock.hpp"
#include "routing/ports/store.hpp"

#include <functional>

namespace sahut {

struct office_place {
  sahut::store& st;
  sahut::clock& clk;          // of that store: deadlines are compared by one clock
  vault const& keys;
  std::string epoch;          // changes when that store may have lost its last writes: positions of before say nothing
  std::function<bool()> fit;  // it answers, and keeps what it was promised to keep
};

class office_directory {
 public:
  explicit office_directory(office_place everything) : everything_(std::move(everything)) {}

  // The same object for as long as the directory lives.
  office_place const& of(office_id const&) const { return everything_; }
  // Of what offices share: the counter of numbers, citizens' accounts.
  office_place const& installation() const { return everything_; }
  void begin_epoch(std::string epoch) { everything_.epoch = std::move(epoch); }

 private:
  office_place everything_;
};

}  // namespace sahut
