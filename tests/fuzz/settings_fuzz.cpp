// A configuration never ends the daemon by an exception; each fault has words.
#include <sys/mman.h>
#include <unistd.h>

#include "config/settings/load.hpp"
#include "tests/fuzz/bytes.hpp"

// The loader wants a file: one in memory.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using sahut::fuzz::must;
  // A reference to a file could name a device that never ends.
  using slot = sahut::channel_slot;
  static sahut::channel_form const account{sahut::channel_kind::messenger, "https://platform.example/v1", 20, true,
    {{"app_id", slot::app_id, false, {}, "is missing"}, {"app_secret", slot::signing_secrets}, {"verify_token", slot::verify_token},
     {"access_token", slot::access_token}, {"refresh_token", slot::secret, false}, {"template", slot::option, false, "none"}}};
  if (sahut::fuzz::text_of(data, size).find("file:") != std::string_view::npos) return -1;
  int const file = ::memfd_create("sahut.toml", MFD_CLOEXEC);
  must(file >= 0 && ::write(file, data, size) == static_cast<ssize_t>(size));
  auto const loaded = sahut::load_settings("/proc/self/fd/" + std::to_string(file), {}, {account}, {{"data_dir", "/nonexistent"}},
                                           sahut::secrets_wanted::store_only);
  for (auto const& fault : loaded.faults) must(!fault.what.empty());
  if (loaded.faults.empty()) must(!loaded.settings.offices.empty());
  ::close(file);
  return 0;
}
