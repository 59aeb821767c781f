#include "tests/support/test_office.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace sahut::test {
namespace {

using clock_hours = std::chrono::hours;

calendar weekdays() {
  calendar c;
  c.id = "test";
  c.revision = "1";
  c.zone = *zone::find("Asia/Jakarta");
  c.zone_label = "WIB";
  for (std::size_t day = 1; day <= 5; ++day) c.weekly[day] = opening_hours{clock_hours{7} + minutes{30}, clock_hours{17}, {}};
  c.data_from = local_date{std::chrono::year{2026} / 1 / 1};
  c.data_until = local_date{std::chrono::year{2027} / 12 / 31};
  return c;
}

utc_time civil(zone const& z, std::string_view text) {
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
  if (std::sscanf(std::string(text).c_str(), "%d-%d-%d %d:%d:%d", &y, &mo, &d, &h, &mi, &s) != 6)
    throw std::invalid_argument("not a civil time");
  auto const date = local_date{std::chrono::year{y} / mo / d};
  return z.to_utc(local_time{date} + clock_hours{h} + minutes{mi} + seconds{s});
}

std::string line(std::initializer_list<std::string_view> fields) {
  std::string out;
  for (auto f : fields) {
    for (char const c : f) out += c == '\n' ? '\x01' : c == '|' ? '\x02' : c;
    out += '|';
  }
  return out + '\n';
}

std::string millis(std::optional<utc_time> t) { return t ? std::to_string(to_millis(*t)) : std::string(); }
std::optional<utc_time> time_of(std::string const& text) {
  if (text.empty()) return std::nullopt;
  return from_millis(std::stoll(text));
}

secret_key fixed_key(std::uint8_t with) {
  secret_key k;
  std::fill_n(k.data(), secret_key::size, with);
  return k;
}

}  // namespace

namespace body {
std::string said(std::string c, std::string mid, std::string text, std::optional<utc_time> sent_at, std::string quotes) {
  return line({"said", c, mid, text, millis(sent_at), quotes});
}
std::string with_files(std::string c, std::string mid, std::string text, std::vector<std::string> addresses) {
  std::string all;
  for (auto const& a : addresses) all += a + ' ';
  return line({"files", c, mid, text, all});
}
std::string echoed(std::string c, std::string mid, std::string text, std::string app, std::string metadata) {
  return line({"echo", c, mid, text, app, metadata});
}
std::string edited(std::string c, std::string event, std::string of, std::string text, int number, bool own) {
  return line({"edit", c, event, of, text, std::to_string(number), own ? "own" : ""});
}
std::string unsent(std::string c, std::string event, std::string of) { return line({"unsend", c, event, of}); }
std::string reacted(std::string c, std::string event, std::string of, std::string emoji, std::optional<utc_time> sent_at) {
  return line({"react", c, event, of, emoji, millis(sent_at)});
}
std::string delivered(std::string c, std::string event, std::string of) { return line({"delivered", c, event, of}); }
std::string read_up_to(std::string c, std::string event, std::string of) { return line({"read", c, event, of}); }
std::string read_until(std::string c, std::string event, utc_time watermark) { return line({"read", c, event, "", millis(watermark)}); }
}  // namespace body

std::vector<inbound::event> test_channel::decode(std::string_view raw) const {
  std::vector<inbound::event> out;
  while (!raw.empty()) {
    auto const end = std::min(raw.find('\n'), raw.size());
    auto one = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    std::vector<std::string> f;
    for (std::size_t bar; (bar = one.find('|')) != one.npos; one.remove_prefix(bar + 1)) f.emplace_back(one.substr(0, bar));
    for (auto& text : f)
      for (char& c : text) c = c == '\x01' ? '\n' : c == '\x02' ? '|' : c;
    f.resize(8);
    if (f[0] == "unread") {
      out.push_back(inbound::notice{"page", "element: unreadable", true, true});
      continue;
    }
    if (f[0] == "poison") ++platform_.poison_decoded;
    if (f[0] == "poison") throw std::runtime_error("this body can't be decoded");
    inbound::origin from{"page", f[1], f[2], std::nullopt, false};
    if (f[0] == "files") {
      inbound::message m;
      m.from = from;
      m.text = f[3];
      for (std::string_view rest = f[4]; !rest.empty(); rest.remove_prefix(rest.find(' ') + 1)) {
        attachment a;
        a.kind = message_kind::image;
        a.state = file_state::pending;
        a.url = rest.substr(0, rest.find(' '));
        m.attachments.push_back(std::move(a));
      }
      if (m.text.empty()) m.kind = message_kind::image;
      out.push_back(m);
    } else if (f[0] == "said") {
      inbound::message m;
      m.from = from;
      m.from.sent_at = time_of(f[4]);
      m.text = f[3];
      m.reply_to = f[5];
      m.read_by = f[2];
      out.push_back(m);
    } else if (f[0] == "echo") {
      inbound::echo e;
      e.from = from;
      e.text = f[3];
      e.app_id = f[4];
      e.metadata = f[5];
      out.push_back(e);
    } else if (f[0] == "edit") {
      out.push_back(inbound::edit{from, f[3], f[4], static_cast<std::uint32_t>(std::stoul(f[5])), f[6] == "own"});
    } else if (f[0] == "unsend") {
      out.push_back(inbound::unsend{from, f[3]});
    } else if (f[0] == "react") {
      from.sent_at = time_of(f[5]);
      out.push_back(inbound::reaction{from, f[3], "other", f[4], f[4].empty()});
    } else if (f[0] == "delivered") {
      out.push_back(inbound::delivered{from, {f[3]}, std::nullopt});
    } else if (f[0] == "read") {
      out.push_back(inbound::read{from, f[3], time_of(f[4])});
    }
  }
  return out;
}

boost::asio::awaitable<sending::outcome> test_platform::take(sending::part p) {
  if (plays) co_return co_await plays(std::move(p));
  sending::outcome answer = sending::accepted{};
  if (!answers.empty()) {
    answer = std::move(answers.front());
    answers.pop_front();
  }
  sent.push_back({p, time_.now(), {}});
  auto const index = sent.size() - 1;
  if (std::holds_alternative<sending::accepted>(answer) || std::holds_alternative<sending::unknown>(answer))
    sent[index].id = "mid-out-" + std::to_string(++ids_);
  if (auto* ok = std::get_if<sending::accepted>(&answer)) ok->external_id = sent[index].id;
  on_sent(sent[index]);
  co_await time_.sleep_for(takes);
  co_return answer;
}

std::size_t test_platform::texts_with(std::string_view words) const {
  return static_cast<std::size_t>(std::count_if(sent.begin(), sent.end(), [&](sent_part const& s) {
    return !s.id.empty() && s.part.words().find(words) != std::string::npos;
  }));
}

boost::asio::awaitable<sending::outcome> test_sender::send(sending::part part, milliseconds) {
  return platform_.take(std::move(part));
}

boost::asio::awaitable<sending::outcome> test_sender::send_file(sending::part part, byte_source& file, milliseconds) {
  auto bytes = co_await read_all(file);
  platform_.file_bytes.push_back(bytes.value());
  co_return co_await platform_.take(std::move(part));
}

boost::asio::awaitable<sending::outcome> test_platform::show(passing_sign s) {
  signs.push_back({std::move(s), time_.now()});
  sending::outcome answer = sending::accepted{};
  if (!sign_answers.empty()) {
    answer = std::move(sign_answers.front());
    sign_answers.pop_front();
  }
  co_await time_.sleep_for(takes);
  co_return answer;
}

boost::asio::awaitable<sending::outcome> test_sender::show(passing_sign sign, milliseconds) { return platform_.show(std::move(sign)); }

boost::asio::awaitable<std::variant<std::unique_ptr<byte_source>, connector::media_failure>> test_media::open(attachment of, std::uint64_t, milliseconds) {
  std::variant<std::unique_ptr<byte_source>, connector::media_failure> answer = connector::media_failure{true, "gone", {}};
  platform_.files_asked.push_back(of.url);
  auto const it = platform_.files.find(of.url);
  if (it != platform_.files.end()) {
    if (auto const* bytes = std::get_if<std::string>(&it->second)) answer = std::make_unique<memory_source>(*bytes);
    else answer = std::get<connector::media_failure>(it->second);
  }
  co_return answer;
}

test_worker::test_worker(world& w, std::string name_) : in(w), name(std::move(name_)) {}

test_worker::~test_worker() {
  if (of) kill();
}

void test_worker::start() {
  way = std::make_unique<faulty_store>(*in.store, in.time, in.random);
  std::vector<std::pair<channel_settings const*, connector::channel*>> accounts;
  for (auto const& c : in.cfg.channels) {
    channels.push_back(std::make_unique<test_channel>(c.kind, c.kind == channel_kind::messenger ? in.messenger : in.instagram));
    accounts.emplace_back(&c, channels.back().get());
  }
  places = std::make_unique<office_directory>(office_place{*way, in.time, in.keys, "e1", [] { return true; }});
  of = std::make_unique<office>(in.cfg, in.profile, *places, in.random, std::move(accounts), name,
                                in.time.io.get_executor());
  of->shared.files = &in.files;
  auto started = in.run(of->start());
  if (!started) throw std::runtime_error("an office did not start");
}

void test_worker::kill() {
  way->cut();
  of->abandon();
  in.time.settle();
  of.reset();
  channels.clear();
  places.reset();
  way.reset();
}

world::world(std::uint64_t seed, utc_time start)
    : time(start == utc_time{} ? civil(*zone::find("Asia/Jakarta"), "2026-11-23 10:00:00") : start),
      random(seed),
      store(create_memory_store(time.io.get_executor(), [this] { return time.now(); })),
      ring(fixed_key(7)),
      root(fixed_key(9)),
      keys(ring, root),
      messenger(time),
      instagram(time) {
  cfg.public_url = "https://sahut.example";
  office_settings o;
  o.id = "priok";
  o.code = "PRI";
  o.name = "KPU Tanjung Priok";
  o.webchat = webchat_settings{{"https://sahut.example"}, "umum"};
  auto const queue = [&](queue_id id, queue_kind kind, assignment_kind how) {
    queue_settings q;
    q.name = id.text();
    q.id = std::move(id);
    q.kind = kind;
    q.assignment = how;
    o.queues.push_back(std::move(q));
  };
  queue("umum", queue_kind::queue, assignment_kind::automatic);
  queue("pelan", queue_kind::queue, assignment_kind::manual);
  o.topics = {"impor", "imei"};
  queue("ahli", queue_kind::unit, assignment_kind::manual);
  cfg.offices.push_back(std::move(o));
  auto const account = [&](account_id id, channel_kind kind) {
    channel_settings c;
    c.id = std::move(id);
    c.kind = kind;
    c.office = "priok";
    c.queue = "umum";
    c.account = "page";
    c.app_id = "our-app";
    cfg.channels.push_back(std::move(c));
  };
  account("fb", channel_kind::messenger);
  account("ig", channel_kind::instagram);

  profile.settings = &cfg.offices.front();
  profile.hours = weekdays();
  auto& f = profile.facts;
  f.id = "priok";
  f.code = "PRI";
  f.name = cfg.offices.front().name;
  f.controller_name = "DJBC";
  f.privacy_url = "https://sahut.example/privasi";
  f.public_url = cfg.public_url;
  f.hours = &profile.hours;
  f.channels = page_channels();
  profile.courtesy = std::make_unique<texts::courtesy_words>(texts::default_courtesy_words());
}

world::~world() {
  workers.clear();
  time.settle();
}

test_worker& world::add_worker(std::string name, bool started) {
  workers.push_back(std::make_unique<test_worker>(*this, std::move(name)));
  if (started) workers.back()->start();
  return *workers.back();
}

void world::change_traits(channel_kind kind, std::function<void(channel_traits&)> change) {
  auto traits = profile.facts.channels.of(kind);
  change(traits);
  profile.facts.channels.add(kind, traits);
  for (auto& w : workers)
    if (w->of) w->of->shared.profile.facts.channels.add(kind, traits);
}

void world::take_texts_of(channel_kind kind, std::size_t bytes) {
  change_traits(kind, [bytes](channel_traits& t) { t = page_traits(bytes); });
}

void world::knows_our_ids(channel_kind kind, milliseconds how_long) {
  change_traits(kind, [how_long](channel_traits& t) { t.repeatable_for = how_long; });
}

void world::has_template(channel_kind kind) {
  change_traits(kind, [](channel_traits& t) { t.template_option = "template"; });
  for (auto& c : cfg.channels)
    if (c.kind == kind) c.options["template"] = "jawaban_siap";
}

utc_time world::when(std::string_view text) const { return civil(profile.hours.zone, text); }

officer_window world::officer(officer_id name, std::vector<queue_id> queues, role r) {
  user_account u;
  u.name = name;
  u.display = "Petugas " + name.text();
  u.office = "priok";
  u.role = r;
  u.queues = std::move(queues);
  auto added = run(here().accounts_of_officers.add(std::move(u)));
  if (!added) throw std::runtime_error("an account was not added");
  return window(std::move(name));
}

officer_window world::window(officer_id name, std::string id) {
  auto user = run(here().accounts_of_officers.find(name));
  return {user.value(), name.text() + "-" + id};
}

void world::present(officer_id name, std::uint32_t capacity, test_worker* on) {
  auto& at = on ? *on->of : here();
  (void)run(at.window_opened(name)).value();
  (void)run(at.presence_side.set(name, "set-" + std::to_string(++ids), "f", presence::available, capacity)).value();
}

visitor_identity world::visitor(std::string name) {
  visitor_identity who;
  who.conversation = here().shared.conversation_id_for("webchat", name);
  return who;
}

result<visitor_sent> world::says(visitor_identity who, std::string text, std::string id, office* at) {
  if (id.empty()) id = "v-" + std::to_string(++ids);
  return run((at ? *at : here()).citizen_side.send(who, std::move(id), std::move(text), false));
}

void world::hook(account_id account, std::string body) {
  auto stored = run(append_to_journal(here().shared, std::move(account), std::move(body)));
  if (!stored) throw std::runtime_error("a webhook was not stored");
}

conversation_ptr world::record(conversation_id id) {
  repository fresh(*store, keys, random, key_space("priok"), profile.facts.channels, 10);
  return run(fresh.reload(std::move(id))).value();
}

log_page world::log(conversation_id id) {
  repository fresh(*store, keys, random, key_space("priok"), profile.facts.channels, 10);
  auto known = run(fresh.reload(std::move(id))).value();
  log_page all;
  all.first_seq = 1;
  while (all.messages.size() < known->end) {
    auto const first = all.messages.size() + 1;
    auto page = run(fresh.read_log(known, first, std::min<std::uint64_t>(known->end, first + 499))).value();
    if (page.messages.empty()) throw std::runtime_error("a log has a hole");
    for (auto& m : page.messages) all.messages.push_back(std::move(m));
    for (auto& a : page.noted) all.noted.push_back(std::move(a));
  }
  return all;
}

std::vector<std::string> world::system_keys(conversation_id id) {
  std::vector<std::string> keys_;
  for (auto const& m : log(std::move(id)).messages)
    if (m.from == author::system) keys_.push_back(m.text_key);
  return keys_;
}

std::optional<utc_time> world::due(std::string member) {
  auto s = run(store->score(key_space("priok").due(), std::move(member))).value();
  if (!s) return std::nullopt;
  return from_millis(*s);
}

bool world::waiting(conversation_id id, queue_id queue) {
  return run(store->score(key_space("priok").waiting(queue), std::move(id).text())).value().has_value();
}

}  // namespace sahut::test
