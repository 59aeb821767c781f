#pragma once
// What whoever keeps records of their own needs, and no more: where they lie and how they are sealed, the time, chance, and
// the settings. An office's (every desk is one) or the installation's.
#include "config/settings/settings.hpp"
#include "gateway/records/account_holder.hpp"
#include "gateway/records/keys.hpp"
#include "gateway/service/core/office_directory.hpp"
#include "routing/ports/random.hpp"

namespace sahut {

struct store_part {
  store_part(sahut::settings const& settings, office_place const& at, random_source& r, office_id const& owner)
      : cfg(settings), st(at.st), clk(at.clk), random(r), keys(at.keys), space(owner) {}

  std::string digest_of(std::string_view kind, std::string_view value) const { return keys.digest(kind, value); }

  sahut::settings const& cfg;
  store& st;
  sahut::clock& clk;
  random_source& random;
  vault const& keys;
  key_space space;
};

// What all offices share.
struct installation : store_part {
  installation(sahut::settings const& settings, office_directory const& where, random_source& r)
      : store_part(settings, where.installation(), r, installation_space) {}
};

}  // namespace sahut
