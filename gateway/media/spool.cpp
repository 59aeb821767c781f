#include "gateway/media/spool.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <unistd.h>

#include <atomic>
#include <new>

#include "gateway/media/s3_signature.hpp"

namespace sahut::media {
namespace {

constexpr std::size_t name_bytes = 32;

// On the pool.
result<file_descriptor> nameless_file(std::string const& folder) {
  file_descriptor fd(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (fd) return fd;
  // Not every file system can do that.
  static std::atomic<std::uint64_t> made{0};
  auto const path = folder + '/' + std::to_string(::getpid()) + "-spool-" + std::to_string(++made);
  auto named = create_half_file(path);
  if (named) ::unlink(path.c_str());
  return named;
}

}  // namespace

result<void> prepare_spool(std::string const& folder) {
  if (auto made = make_folder(folder); !made) return made;
  clear_half_files(folder);
  return {};
}

struct spool::digests {
  crypto_generichash_state blake2b{};
  EVP_MD_CTX* sha256 = EVP_MD_CTX_new();
  std::uint64_t size = 0;

  digests() {
    crypto_generichash_init(&blake2b, nullptr, 0, name_bytes);
    if (!sha256 || EVP_DigestInit_ex(sha256, EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
  }
  ~digests() { EVP_MD_CTX_free(sha256); }
  digests(digests const&) = delete;
  digests& operator=(digests const&) = delete;
  void add(std::span<std::byte const> piece) {
    crypto_generichash_update(&blake2b, reinterpret_cast<unsigned char const*>(piece.data()), piece.size());
    EVP_DigestUpdate(sha256, piece.data(), piece.size());
    size += piece.size();
  }
};

spool::spool(std::shared_ptr<disk_file> file) : file_(std::move(file)), digests_(std::make_unique<digests>()) {}
spool::~spool() = default;

boost::asio::awaitable<result<std::unique_ptr<spool>>> spool::create(disk_pool& pool, std::string folder) {
  std::function<result<file_descriptor>()> work = [&] { return nameless_file(folder); };
  auto fd = co_await pool.run<file_descriptor>(std::move(work));
  if (!fd) co_return fd.error();
  auto file = std::make_shared<disk_file>(pool, std::move(*fd));
  co_return std::unique_ptr<spool>(new spool(std::move(file)));
}

boost::asio::awaitable<result<void>> spool::write(std::span<std::byte const> piece) {
  std::function<result<void>()> work = [this, piece] {
    digests_->add(piece);
    return write_all(file_->fd(), piece);
  };
  co_return co_await file_->pool().run<void>(std::move(work));
}

object_facts spool::facts() const {
  object_facts out;
  out.size = digests_->size;
  auto blake2b = digests_->blake2b;
  unsigned char name[name_bytes];
  crypto_generichash_final(&blake2b, name, sizeof name);
  out.name = hex_of(name);
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const sha256(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (!sha256 || EVP_MD_CTX_copy_ex(sha256.get(), digests_->sha256) != 1) throw std::bad_alloc();
  EVP_DigestFinal_ex(sha256.get(), out.sha256.data(), nullptr);
  return out;
}

std::unique_ptr<byte_source> spool::reader() const { return read_file(file_); }

}  // namespace sahut::media
