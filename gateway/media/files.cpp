#include "gateway/media/files.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "gateway/log/log.hpp"
#include "gateway/media/file_counts.hpp"
#include "gateway/media/sealed_file.hpp"
#include "gateway/media/spool.hpp"

namespace sahut::media {
namespace {

namespace asio = boost::asio;

// What comes in, counted; its first piece is held for a look at it.
class counted_source final : public byte_source {
 public:
  counted_source(byte_source& from, std::uint64_t bytes_max) : from_(from), bytes_max_(bytes_max) {}

  asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    auto const got = co_await from_.read(into);
    if (!got) co_return got.error();
    bytes_ += *got;
    if (bytes_ > bytes_max_) co_return error{errc::too_long, "", "the file has more than " + std::to_string(bytes_max_) + " bytes"};
    auto const room = std::min(*got, piece_bytes - first_.size());
    first_.insert(first_.end(), into.begin(), into.begin() + static_cast<std::ptrdiff_t>(room));
    co_return got;
  }
  std::uint64_t bytes() const { return bytes_; }
  std::vector<std::byte> take_first() { return std::move(first_); }

 private:
  byte_source& from_;
  std::uint64_t const bytes_max_;
  std::uint64_t bytes_ = 0;
  std::vector<std::byte> first_;
};

class counted {
 public:
  explicit counted(std::size_t& n) : n_(n) { ++n_; }
  ~counted() { --n_; }
  counted(counted const&) = delete;
  counted& operator=(counted const&) = delete;

 private:
  std::size_t& n_;
};

// A file that is read takes one of the places until its reader lets it go.
class placed_source final : public byte_source {
 public:
  explicit placed_source(std::shared_ptr<std::size_t> places) : places_(std::move(places)), here_(*places_) {}
  void set(std::unique_ptr<byte_source> from) { from_ = std::move(from); }
  asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override { return from_->read(into); }

 private:
  std::shared_ptr<std::size_t> places_;
  counted here_;
  std::unique_ptr<byte_source> from_;
};

error too_many() { return {errc::full, "", "too many files at one time; try again", 2000}; }

asio::awaitable<result<void>> copy(byte_source& from, byte_sink& to) {
  std::vector<std::byte> piece(piece_bytes);
  for (;;) {
    auto const got = co_await from.read(piece);
    if (!got) co_return got.error();
    if (*got == 0) co_return result<void>{};
    auto const written = co_await to.write(std::span(piece).first(*got));
    if (!written) co_return written.error();
  }
}

secret_key copy_of(std::string_view key) {
  secret_key out;
  std::memcpy(out.data(), key.data(), secret_key::size);
  return out;
}

// What lies in memory, as a file.
class text_in_memory final : public byte_source {
 public:
  explicit text_in_memory(std::string_view all) : rest_(all) {}
  asio::awaitable<result<std::size_t>> read(std::span<std::byte> into) override {
    auto const n = std::min(into.size(), rest_.size());
    std::memcpy(into.data(), rest_.data(), n);
    rest_.remove_prefix(n);
    co_return n;
  }

 private:
  std::string_view rest_;
};

class sealed_files final : public files {
 public:
  explicit sealed_files(files_parts parts) : parts_(std::move(parts)) {}
  asio::awaitable<result<kept>> keep(byte_source& plain, std::uint64_t bytes_max) override;
  asio::awaitable<result<std::unique_ptr<byte_source>>> open(std::string object, std::string_view key) override;
  asio::awaitable<result<object_page>> list(std::string after, std::size_t most) override { return parts_.objects.list(std::move(after), most); }
  asio::awaitable<result<void>> forget(std::string object) override { return parts_.objects.remove(std::move(object)); }

 private:
  asio::awaitable<std::optional<preview>> preview_of(spool const& spooled, kept const& about);
  asio::awaitable<result<std::string>> put_preview(preview const& small, kept const& about);

  files_parts parts_;
  std::size_t keeping_ = 0;
  std::shared_ptr<std::size_t> reading_ = std::make_shared<std::size_t>(0);
};

asio::awaitable<result<kept>> sealed_files::keep(byte_source& plain, std::uint64_t bytes_max) {
  if (keeping_ >= parts_.keep_max) co_return too_many();
  counted const here(keeping_);
  auto made = co_await spool::create(parts_.disk, parts_.spool_folder);
  if (!made) co_return made.error();
  auto& spooled = **made;

  auto key = secret_key::random(parts_.random);
  counted_source counting(plain, bytes_max);
  {
    auto const sealed = sealing_source(counting, key);
    auto const copied = co_await copy(*sealed, spooled);
    if (!copied) co_return copied.error();
  }
  if (counting.bytes() == 0) co_return error{errc::bad_field, "", "the file is empty"};

  kept out;
  std::function<result<sniffed>()> look = [&, first = counting.take_first()]() -> result<sniffed> { return parts_.types.look_at(first); };
  auto looked = co_await parts_.disk.run<sniffed>(std::move(look));
  if (!looked) co_return looked.error();
  auto facts = spooled.facts();
  out.object = facts.name;
  out.key.assign(reinterpret_cast<char const*>(key.data()), secret_key::size);
  out.bytes = counting.bytes();
  out.type = std::move(looked->type);
  out.kind = looked->kind;

  if (parts_.check) {
    auto opened = co_await open_sealed_file(spooled.reader(), copy_of(out.key));
    if (!opened) co_return opened.error();
    auto const passed = co_await parts_.check->check(**opened, out);
    if (!passed) co_return passed.error();
  }

  auto const small = co_await preview_of(spooled, out);
  source_again again = [&spooled] { return spooled.reader(); };
  auto const put = co_await parts_.objects.put(std::move(facts), std::move(again));
  if (!put) co_return put.error();
  if (small) {
    auto name = co_await put_preview(*small, out);
    if (name) {
      out.preview = std::move(*name);
      out.preview_type = small->type;
      ++files_of_this_process().preview_made;
    } else {
      ++files_of_this_process().preview_failed;
      log::warn("media", {}, "a preview was not kept: {}", name.error().detail);
    }
  }
  co_return out;
}

// A file is worth keeping without one: what goes wrong here is only told.
asio::awaitable<std::optional<preview>> sealed_files::preview_of(spool const& spooled, kept const& about) {
  if (!parts_.small || about.kind != message_kind::image) co_return std::nullopt;
  auto opened = co_await open_sealed_file(spooled.reader(), copy_of(about.key));
  if (!opened) {
    ++files_of_this_process().preview_failed;
    co_return std::nullopt;
  }
  auto made = co_await parts_.small->make(**opened);
  if (made) {
    if (!*made) ++files_of_this_process().no_preview;
    co_return std::move(*made);
  }
  ++files_of_this_process().preview_failed;
  log::warn("media", {}, "a picture has no preview: {}", made.error().detail);
  co_return std::nullopt;
}

asio::awaitable<result<std::string>> sealed_files::put_preview(preview const& small, kept const& about) {
  auto made = co_await spool::create(parts_.disk, parts_.spool_folder);
  if (!made) co_return made.error();
  text_in_memory plain(small.bytes);
  auto const sealed = sealing_source(plain, copy_of(preview_key(about.key)));
  auto const copied = co_await copy(*sealed, **made);
  if (!copied) co_return copied.error();
  auto facts = (*made)->facts();
  auto name = facts.name;
  source_again again = [&spooled = **made] { return spooled.reader(); };
  auto const put = co_await parts_.objects.put(std::move(facts), std::move(again));
  if (!put) co_return put.error();
  co_return name;
}

asio::awaitable<result<std::unique_ptr<byte_source>>> sealed_files::open(std::string object, std::string_view key) {
  if (key.size() != secret_key::size) co_return error{errc::internal, "", "a file's key has 32 bytes"};
  auto held = copy_of(key);
  if (*reading_ >= parts_.open_max) co_return too_many();
  auto out = std::make_unique<placed_source>(reading_);
  auto sealed = co_await parts_.objects.open(std::move(object));
  if (!sealed) co_return sealed.error();
  auto opened = co_await open_sealed_file(std::move(*sealed), std::move(held));
  if (!opened) co_return opened.error();
  out->set(std::move(*opened));
  std::unique_ptr<byte_source> source = std::move(out);
  co_return source;
}

}  // namespace

std::string preview_key(std::string_view key) {
  auto const derived = copy_of(key).derived("preview_", 1);
  return {reinterpret_cast<char const*>(derived.data()), secret_key::size};
}

std::unique_ptr<files> create_files(files_parts parts) { return std::make_unique<sealed_files>(std::move(parts)); }

}  // namespace sahut::media
