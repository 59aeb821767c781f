// How much memory a large file takes on its way: everything that is allocated is counted.
#include <gmock/gmock.h>
#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "gateway/media/directory_storage.hpp"
#include "gateway/media/files.hpp"
#include "gateway/store/system_random.hpp"
#include "tests/unit/media/sources.hpp"

namespace {
std::atomic<std::int64_t> held{0}, most{0};

void* counted_allocation(std::size_t n) {
  void* const p = std::malloc(n ? n : 1);
  if (!p) throw std::bad_alloc();
  auto const now = held += static_cast<std::int64_t>(::malloc_usable_size(p));
  for (auto seen = most.load(); now > seen && !most.compare_exchange_weak(seen, now);) {
  }
  return p;
}
void counted_free(void* p) {
  if (p) held -= static_cast<std::int64_t>(::malloc_usable_size(p));
  std::free(p);
}
}  // namespace

void* operator new(std::size_t n) { return counted_allocation(n); }
void* operator new[](std::size_t n) { return counted_allocation(n); }
void operator delete(void* p) noexcept { counted_free(p); }
void operator delete[](void* p) noexcept { counted_free(p); }
void operator delete(void* p, std::size_t) noexcept { counted_free(p); }
void operator delete[](void* p, std::size_t) noexcept { counted_free(p); }

namespace sahut::media {
namespace {

boost::asio::awaitable<result<std::uint64_t>> read_and_count(files& all, kept const& k) {
  auto opened = co_await all.open(k.object, k.key);
  if (!opened) co_return opened.error();
  std::vector<std::byte> piece(piece_bytes);
  std::uint64_t total = 0;
  for (;;) {
    auto const got = co_await (*opened)->read(piece);
    if (!got) co_return got.error();
    if (*got == 0) co_return total;
    total += *got;
  }
}

TEST(memory, of_25_megabytes_less_than_half_a_megabyte_is_held_at_any_time) {
  constexpr std::uint64_t size = 25 * 1024 * 1024;
  a_folder folder;
  boost::asio::io_context io{1};
  disk_pool pool;
  type_sniffer types;
  system_random random;
  auto const objects = create_directory_storage(folder.path + "/media", pool).value();
  auto const all = create_files({*objects, pool, types, random, folder.path, nullptr});
  counted_bytes source(size);

  std::int64_t const before = held;
  most = before;
  auto const kept = run_now(io, all->keep(source, size)).value();
  EXPECT_EQ(kept.bytes, size);
  EXPECT_LT(most - before, 512 * 1024);
  EXPECT_GT(most - before, 64 * 1024) << "it is counted";

  most = held.load();
  std::int64_t const at_rest = held;
  EXPECT_EQ(run_now(io, read_and_count(*all, kept)).value(), size);
  EXPECT_LT(most - at_rest, 256 * 1024);
  pool.finish();
  EXPECT_LT(held - before, 16 * 1024) << "nothing is left";
}

}  // namespace
}  // namespace sahut::media
