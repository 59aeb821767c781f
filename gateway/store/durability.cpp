#include "gateway/store/durability.hpp"

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "gateway/store/small_file.hpp"

namespace sahut {
namespace {

namespace asio = boost::asio;

std::string_view line_of(std::string_view info, std::string_view name) {
  for (std::size_t at = 0; at < info.size();) {
    auto const end = std::min(info.find('\n', at), info.size());
    auto line = info.substr(at, end - at);
    at = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(name) && line.size() > name.size() && line[name.size()] == ':')
      return line.substr(name.size() + 1);
  }
  return {};
}

std::uint64_t number(std::string_view text) {
  std::uint64_t n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

asio::awaitable<result<std::string>> info(std::shared_ptr<resp_connection> c, std::string section) {
  resp_answer answer;
  if (auto refused = c->begin(answer)) co_return *refused;
  resp_command(c->out(), "INFO", section);
  co_await c->finish(answer);
  if (answer.failed()) co_return lost_reply();
  if (answer.reply->is_error()) co_return error_of(*answer.reply);
  co_return std::string(answer.reply->text());
}

asio::awaitable<result<void>> read_settings(std::shared_ptr<resp_connection> c, server_facts& facts) {
  static constexpr std::array names{"appendonly", "appendfsync", "no-appendfsync-on-rewrite", "maxmemory",
                                    "maxmemory-policy"};
  for (std::string_view name : names) {
    resp_answer answer;
    if (auto refused = c->begin(answer)) co_return *refused;
    resp_command(c->out(), "CONFIG", "GET", name);
    co_await c->finish(answer);
    if (answer.failed()) co_return lost_reply();
    auto const& reply = *answer.reply;
    if (reply.is_error() || reply.size() != 2)
      co_return error{errc::internal, "redis.url", "the server does not let its settings be read with CONFIG GET"};
    auto const value = reply.text(1);
    if (name == "appendonly")
      facts.appendonly = value == "yes";
    else if (name == "appendfsync")
      facts.appendfsync = value;
    else if (name == "no-appendfsync-on-rewrite")
      facts.fsync_during_rewrite = value == "no";
    else if (name == "maxmemory")
      facts.memory_bytes_max = number(value);
    else
      facts.memory_policy = value;
  }
  co_return result<void>{};
}

std::string new_id(random_source& random) {
  std::array<std::uint8_t, 9> bytes;
  random.fill(bytes);
  std::string id;
  for (auto b : bytes) {
    id += "0123456789abcdef"[b >> 4];
    id += "0123456789abcdef"[b & 15];
  }
  return id;
}

std::string read_marker_file(std::string const& path) {
  if (path.empty()) return {};
  std::ifstream in(path);
  std::string marker;
  std::getline(in, marker);
  return marker;
}

struct remembered_count {
  std::string marker;
  std::uint64_t count = 0;
};

// Nothing: no file. A file that can't be understood is an error, since it stands for what must not be lost.
result<std::optional<remembered_count>> read_count_file(std::string const& path) {
  std::optional<remembered_count> none;
  if (path.empty() || !std::filesystem::exists(path)) return none;
  std::ifstream in(path);
  remembered_count r;
  if (in >> r.marker >> r.count) return std::optional(std::move(r));
  return error{errc::unavailable, "data_dir",
               path + " can't be read; it says how far the store had come. Bring it back, or take the store as it is by one "
               "start with SAHUT_ACCEPT_EMPTY_STORE=1 in the environment"};
}

asio::awaitable<result<bool>> database_is_empty(std::shared_ptr<resp_connection> c) {
  resp_answer answer;
  if (auto refused = c->begin(answer)) co_return *refused;
  resp_command(c->out(), "DBSIZE");
  co_await c->finish(answer);
  if (answer.failed()) co_return lost_reply();
  if (answer.reply->is_error()) co_return error_of(*answer.reply);
  co_return answer.reply->integer() == 0;
}

}  // namespace

std::string_view to_string(durability_class c) {
  switch (c) {
    case durability_class::fsync:
      return "fsync";
    case durability_class::everysec:
      return "everysec";
    case durability_class::replicated:
      return "replicated";
  }
  return "fsync";
}

std::optional<durability_class> parse_durability_class(std::string_view text) {
  for (auto c : {durability_class::fsync, durability_class::everysec, durability_class::replicated})
    if (text == to_string(c)) return c;
  return std::nullopt;
}

double server_facts::memory_fraction() const {
  return memory_bytes_max == 0 ? 0.0 : static_cast<double>(memory_bytes) / static_cast<double>(memory_bytes_max);
}

asio::awaitable<result<server_facts>> read_server_facts(std::shared_ptr<resp_connection> connection) {
  server_facts facts;
  auto settings = co_await read_settings(connection, facts);
  if (!settings) co_return settings.error();
  auto server = co_await info(connection, "server");
  if (!server) co_return server.error();
  facts.run_id = line_of(*server, "run_id");
  facts.version = line_of(*server, "redis_version");
  auto replication = co_await info(connection, "replication");
  if (!replication) co_return replication.error();
  facts.primary = line_of(*replication, "role") == "master";
  auto memory = co_await info(connection, "memory");
  if (!memory) co_return memory.error();
  facts.memory_bytes = number(line_of(*memory, "used_memory"));
  co_return facts;
}

std::optional<error> weaker_than(server_facts const& facts, durability_class wanted) {
  auto fault = [](std::string detail) { return error{errc::unavailable, "redis.durability", std::move(detail)}; };
  if (wanted == durability_class::replicated)
    return error{errc::not_available, "redis.durability", "`replicated` is not available yet"};
  if (number(facts.version) < 7) return fault("the server is Redis " + facts.version + "; 7.0 or newer is needed");
  if (!facts.primary) return fault("the server is a replica");
  if (!facts.appendonly) return fault("the server keeps no append-only file (appendonly no)");
  bool const always = facts.appendfsync == "always";
  if (wanted == durability_class::fsync && !always)
    return fault("class fsync needs `appendfsync always`; the server has `" + facts.appendfsync + "`");
  if (!always && facts.appendfsync != "everysec")
    return fault("class everysec needs `appendfsync everysec` or `always`; the server has `" + facts.appendfsync + "`");
  if (!facts.fsync_during_rewrite)
    return fault("the server stops syncing while it rewrites (no-appendfsync-on-rewrite yes)");
  if (facts.memory_bytes_max == 0) return fault("the server's memory has no bound (maxmemory 0)");
  if (facts.memory_policy != "noeviction")
    return fault("the server throws data away when full (maxmemory-policy " + facts.memory_policy + ")");
  return std::nullopt;
}

asio::awaitable<result<store_epoch>> open_epoch(store& s, std::shared_ptr<resp_connection> connection,
                                                std::string run_id, durability_class durability,
                                                epoch_settings settings, random_source& random) {
  auto const refused = [](std::string detail) { return error{errc::unavailable, "redis.url", std::move(detail)}; };
  for (int attempt = 0; attempt < 10; ++attempt) {
    std::vector<std::string> names{"marker", "epoch", "run_id", "v", "format"};
    auto read = co_await s.fields(settings.record, std::move(names));
    if (!read) co_return read.error();
    auto const format = number((*read)[4].value_or("0"));
    if (format > settings.format)
      co_return error{errc::bad_field, "redis.url",
                      "the store is in use by a newer version of Sahut (format " + std::to_string(format) + "; this one knows " +
                          std::to_string(settings.format) + "): start that version, or bring back a backup from before it"};
    auto const marker = (*read)[0].value_or("");
    auto const count = number((*read)[3].value_or("0"));
    auto const known = read_marker_file(settings.marker_file);

    if (marker.empty() && !settings.accept_empty_store) {
      auto empty = co_await database_is_empty(connection);
      if (!empty) co_return empty.error();
      if (!known.empty() || !*empty)
        co_return refused("the store's marker is missing although there was a store: data was lost or this is another "
                          "server; restore it, or begin anew by one start with SAHUT_ACCEPT_EMPTY_STORE=1 in the environment");
      if (!settings.used_key.empty())
        co_return refused("the store is empty although " + settings.used_key + " is from a store that was used: bring the data "
                          "back, or begin anew by one start with SAHUT_ACCEPT_EMPTY_STORE=1 in the environment");
    }
    bool const replaced = !marker.empty() && !known.empty() && marker != known;
    if (replaced && !settings.accept_empty_store)
      co_return refused("the store's marker is another one than this data directory remembers: this is another server; "
                        "mend redis.url, or take this one by one start with SAHUT_ACCEPT_EMPTY_STORE=1 in the environment");
    auto reached = read_count_file(settings.count_file);
    if (!reached && !settings.accept_empty_store) co_return reached.error();
    bool const same_store = reached && *reached && (*reached)->marker == marker;
    bool const behind = same_store && count < (*reached)->count;
    if (behind && !settings.accept_empty_store)
      co_return refused("the store is older than it was: its count stands at " + std::to_string(count) + ", and " + settings.count_file +
                        " remembers " + std::to_string((*reached)->count) + ", so up to " + std::to_string((*reached)->count - count) +
                        " s of acknowledged work are lost" +
                        (settings.cut.empty() ? "" : " (" + settings.cut + ")") +
                        ". Bring the append-only file back, or go on without what is lost by one start with "
                        "SAHUT_ACCEPT_EMPTY_STORE=1 in the environment");

    bool const same_run = (*read)[2] == run_id;
    store_epoch out;
    out.fresh = marker.empty() || replaced || behind || !settings.cut.empty() ||
                (!same_run && durability != durability_class::fsync);
    out.epoch = out.fresh ? new_id(random) : (*read)[1].value_or("");
    out.marker = marker.empty() ? new_id(random) : marker;
    if (out.fresh || !same_run || format < settings.format) {
      transaction t;
      record_change r;
      r.key = settings.record;
      r.if_version = count;
      r.new_version = true;
      r.set = {{"marker", out.marker}, {"epoch", out.epoch}, {"run_id", run_id}, {"format", std::to_string(settings.format)}};
      t.records.push_back(std::move(r));
      auto done = co_await s.commit(std::move(t));
      if (!done) co_return done.error();
      if (!std::holds_alternative<committed>(*done)) continue;  // another daemon was faster: look again
    }
    if (known != out.marker && !settings.marker_file.empty())
      if (auto written = replace_small_file(settings.marker_file, out.marker + "\n"); !written) co_return written.error();
    if (!settings.count_file.empty() && (!same_store || behind))
      if (auto written = remember_count(settings.count_file, out.marker, count); !written) co_return written.error();
    co_return out;
  }
  co_return error{errc::unavailable, "", "the store's epoch keeps changing under us"};
}

asio::awaitable<result<std::optional<std::uint64_t>>> count_on(store& s, std::string record, std::string marker, std::uint64_t format) {
  transaction t;
  record_change r;
  r.key = record;
  r.new_version = true;
  t.records.push_back(std::move(r));
  t.conditions.push_back(field_is{record, "marker", std::move(marker)});
  t.conditions.push_back(field_is{record, "format", std::to_string(format)});
  auto done = co_await s.commit(std::move(t));
  if (!done) co_return done.error();
  std::optional<std::uint64_t> count;
  if (!std::holds_alternative<committed>(*done)) co_return count;
  std::vector<std::string> names{"v"};
  auto read = co_await s.fields(std::move(record), std::move(names));
  if (!read) co_return read.error();
  count = number(read->front().value_or("0"));
  co_return count;
}

result<void> remember_count(std::string const& file, std::string const& marker, std::uint64_t count) {
  return replace_small_file(file, marker + ' ' + std::to_string(count) + '\n');
}

}  // namespace sahut
