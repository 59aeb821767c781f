#include "gateway/store/keyring.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "gateway/store/process.hpp"

namespace sahut {
namespace {

constexpr unsigned char wrapped_version = 0x11;
constexpr std::size_t nonce_size = 24, tag_size = 16, head_size = 1 + 4;
constexpr std::size_t wrapped_size = head_size + nonce_size + secret_key::size + tag_size;
constexpr std::string_view wrap_domain = "sahut data key|";

unsigned char const* bytes(std::string_view s) { return reinterpret_cast<unsigned char const*>(s.data()); }
error bad_key(std::string detail) { return {errc::bad_field, "keys", std::move(detail)}; }

std::string bound(std::string_view place) { return std::string(wrap_domain).append(place); }

bool write_new_key(std::string const& path, secret_key const& key) {
  constexpr int form = sodium_base64_VARIANT_ORIGINAL;
  char text[sodium_base64_ENCODED_LEN(secret_key::size, form)];
  sodium_bin2base64(text, sizeof text, key.data(), secret_key::size, form);
  auto const length = std::strlen(text);
  text[length] = '\n';  // in the terminating zero's place
  // Written aside and linked in, so that nobody ever sees half a key, and a second daemon's key never replaces the
  // first's.
  auto const aside = path + "." + std::to_string(::getpid());
  ::unlink(aside.c_str());
  file_descriptor const fd(::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  bool ok = fd && ::write(fd.get(), text, length + 1) == static_cast<ssize_t>(length + 1) && ::fsync(fd.get()) == 0;
  sodium_memzero(text, sizeof text);
  ok = ok && (::link(aside.c_str(), path.c_str()) == 0 || errno == EEXIST);
  ::unlink(aside.c_str());
  auto const slash = path.rfind('/');
  auto const folder = slash == path.npos ? std::string(".") : slash == 0 ? std::string("/") : path.substr(0, slash);
  file_descriptor const directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return ok && directory && ::fsync(directory.get()) == 0;
}

}  // namespace

keyring::keyring(secret_key current) { masters_.push_back(make(current)); }

keyring::master keyring::make(secret_key const& key) {
  master m;
  auto const naming = key.derived("sahutkid", 1);
  std::memcpy(m.id.data(), naming.data(), m.id.size());
  m.wrapping = key.derived("sahutwrp", 1);
  return m;
}

result<void> keyring::add_older(secret_key older) {
  auto m = make(older);
  for (auto const& other : masters_)
    if (other.id == m.id) return bad_key("a master key is listed twice");
  masters_.push_back(std::move(m));
  return {};
}

std::string keyring::wrap(secret_key const& data_key, std::string_view place, random_source& random) const {
  auto const& m = masters_.front();
  std::string out(wrapped_size, '\0');
  auto* const to = reinterpret_cast<unsigned char*>(out.data());
  to[0] = wrapped_version;
  std::memcpy(to + 1, m.id.data(), m.id.size());
  auto* const nonce = to + head_size;
  random.fill({nonce, nonce_size});
  auto const where = bound(place);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonce_size, nullptr, data_key.data(), secret_key::size,
                                             bytes(where), where.size(), nullptr, nonce, m.wrapping.data());
  return out;
}

result<secret_key> keyring::unwrap(std::string_view wrapped, std::string_view place) const {
  auto const fault = error{errc::internal, "", "a wrapped key does not open"};
  if (wrapped.size() != wrapped_size || bytes(wrapped)[0] != wrapped_version) return fault;
  auto const m = std::find_if(masters_.begin(), masters_.end(), [&](master const& x) {
    return std::memcmp(x.id.data(), wrapped.data() + 1, x.id.size()) == 0;
  });
  if (m == masters_.end())
    return error{errc::unavailable, "keys", "what is stored was sealed under a master key that is not configured any more: list it in keys.previous, or "
                 "put the embedded store's master.key back into data_dir"};
  auto const* const nonce = bytes(wrapped) + head_size;
  auto const where = bound(place);
  secret_key key;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(key.data(), nullptr, nullptr, nonce + nonce_size,
                                                 secret_key::size + tag_size, bytes(where), where.size(), nonce,
                                                 m->wrapping.data()) != 0)
    return fault;
  return key;
}

bool keyring::wrapped_by_current(std::string_view wrapped) const {
  auto const& id = masters_.front().id;
  return wrapped.size() == wrapped_size && std::memcmp(id.data(), wrapped.data() + 1, id.size()) == 0;
}

result<secret_key> parse_master_key(std::string_view base64) {
  while (!base64.empty() && std::strchr(" \t\r\n", base64.back())) base64.remove_suffix(1);
  while (!base64.empty() && std::strchr(" \t\r\n", base64.front())) base64.remove_prefix(1);
  while (!base64.empty() && base64.back() == '=') base64.remove_suffix(1);
  secret_key key;
  std::size_t size = 0;
  if (sodium_base642bin(key.data(), secret_key::size, base64.data(), base64.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0 ||
      size != secret_key::size)
    return bad_key("a master key is 32 bytes in base64");
  return key;
}

result<secret_key> read_master_key_file(std::string const& path) {
  file_descriptor const fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return bad_key("the master key file " + path + " can't be opened: " + std::strerror(errno));
  struct stat about {};
  if (::fstat(fd.get(), &about) != 0 || !S_ISREG(about.st_mode)) return bad_key(path + " is not a regular file");
  if ((about.st_mode & 077) != 0) return bad_key(path + " is open to others than its owner; its mode must be 0600");
  std::array<char, 128> text{};
  auto const n = ::read(fd.get(), text.data(), text.size());
  auto key = parse_master_key(std::string_view(text.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0))));
  sodium_memzero(text.data(), text.size());
  if (!key) return bad_key(path + ": " + key.error().detail);
  return key;
}

result<secret_key> read_or_create_master_key_file(std::string const& path, random_source& random) {
  if (::access(path.c_str(), F_OK) != 0 && errno == ENOENT) {
    auto const key = secret_key::random(random);
    if (!write_new_key(path, key))
      return bad_key("the master key file " + path + " can't be made: " + std::strerror(errno));
  }
  return read_master_key_file(path);
}

boost::asio::awaitable<result<secret_key>> open_digest_root(store& s, keyring const& keys, random_source& random,
                                                            std::string record) {
  auto const place = place_of(record, "digest_root");
  for (int attempt = 0; attempt < 10; ++attempt) {
    std::vector<std::string> names{"digest_root", "v"};
    auto read = co_await s.fields(record, std::move(names));
    if (!read) co_return read.error();
    secret_key root;
    if (auto const& wrapped = (*read)[0]) {
      auto opened = keys.unwrap(*wrapped, place);
      if (!opened) co_return opened.error();
      root = std::move(*opened);
      if (keys.wrapped_by_current(*wrapped)) co_return root;
    } else {
      root = secret_key::random(random);
    }
    std::uint64_t version = 0;
    if (auto const& v = (*read)[1]) std::from_chars(v->data(), v->data() + v->size(), version);
    transaction t;
    record_change r;
    r.key = record;
    r.if_version = version;
    r.new_version = true;
    r.set.emplace_back("digest_root", keys.wrap(root, place, random));
    t.records.push_back(std::move(r));
    auto done = co_await s.commit(std::move(t));
    if (!done) co_return done.error();
    if (std::holds_alternative<committed>(*done)) co_return root;
  }
  co_return error{errc::unavailable, "", "the digests' root keeps changing under us"};
}

}  // namespace sahut
