#include "gateway/service/talk/filings.hpp"

#include "gateway/service/core/filed_list.hpp"
#include "gateway/service/core/noted_messages.hpp"
#include "gateway/service/core/room.hpp"
#include "routing/engine/conversation/stretches.hpp"
#include "routing/engine/conversation/wording.hpp"
#include "routing/model/visible.hpp"

#include <algorithm>
#include <set>

namespace sahut {
namespace {

error reused(std::string path) { return {errc::id_reused, std::move(path), "this id was used before for something else; use a new one"}; }

std::string content_of(filing_form const& f) {
  std::string out = "file\n" + f.subject + '\n' + f.description + '\n';
  for (auto const& c : f.categories) out += c + ',';
  for (auto const* given : {&f.given.name, &f.given.email, &f.given.phone, &f.given.nik, &f.given.npwp}) out += '\n' + given->value_or("");
  for (auto const& [kind, number] : f.given.documents) out += '\n' + kind + '=' + number;
  for (auto const& file : f.files) out += "\nfile=" + file.text();
  return out;
}

ticket const* find_ticket(conversation const& c, ticket_number const& number) {
  auto const it = std::find_if(c.tickets.begin(), c.tickets.end(), [&](ticket const& tk) { return tk.number == number; });
  return it == c.tickets.end() ? nullptr : &*it;
}

}  // namespace

conversation filings::seed(account_holder const& by, filing_form const& form, conversation_id id) const {
  conversation c;
  c.id = std::move(id);
  auto const& office = *desk_.profile.settings;
  c.office = office.id;
  c.queue = office.care.queue.empty() ? office.queues.front().id : office.care.queue;
  c.channel = channel_kind::care;
  c.account = "care";
  c.recipient = by.id;
  auto const& given = form.given;
  c.contact_name = as_one_line(given.name.value_or(by.display));
  c.contact_email = given.email.value_or(by.email);
  c.contact_phone = given.phone.value_or("");
  c.contact_nik = given.nik.value_or("");
  c.contact_npwp = given.npwp.value_or("");
  c.documents = given.documents;
  return c;
}

boost::asio::awaitable<result<bool>> filings::knows(account_holder const& by, std::string const& key) {
  auto known = co_await desk_.repo.load(id_for(by, key));
  if (!known) co_return known.error();
  co_return (*known)->version != 0;
}

boost::asio::awaitable<result<ticket>> filings::file(account_holder by, std::string key, filing_form form, std::optional<error> refused) {
  auto& d = desk_;
  auto const id = id_for(by, key);
  command_id command(d.repo.digest_of("filing", key), d.repo.digest_of("text", content_of(form)));
  sent_files const files{form.files, media_origin::holder, by.id};
  auto decide = [&](conversation_ptr base, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    if (base->version != 0) co_return std::optional<transition>();  // filed before: the key says by what
    if (refused) co_return *refused;
    auto no = co_await no_room(d);
    if (no) co_return std::move(*no);
    auto waiting = co_await d.waiting_in(base->record.queue);
    if (!waiting) co_return waiting.error();
    if (*waiting >= static_cast<std::uint64_t>(d.cfg.limits.queue_requests)) co_return full_because("the queue is full");
    filing what;
    what.categories = form.categories;
    what.subject = form.subject;
    what.description.text = form.description;
    what.description.at = d.clk.now();
    auto with = co_await attach_files(d, also, files, base->record, key);
    if (!with) co_return with.error();
    what.description.attachments = with->list;
    auto t = on_filed(d.at_now(*waiting + 1), base->record, std::move(what));
    write_files(std::move(*with), t);
    co_return std::optional(std::move(t));
  };
  auto const begin = [this, &by, &form, &id] { return seed(by, form, id); };
  auto done = co_await d.act(id, std::move(command), decide, transaction(), begin);
  if (!done) co_return done.error();
  if (!done->same_content) co_return reused("Idempotency-Key");
  auto known = co_await d.repo.load(id);
  if (!known) co_return known.error();
  for (auto const& tk : (*known)->record.tickets)
    if (tk.reopened_from.empty()) co_return tk;
  auto older = co_await d.repo.read_older_requests(*known, 1, 1);
  if (!older) co_return older.error();
  if (older->empty()) co_return error{errc::internal, "conversation", "the filed ticket cannot be found"};
  co_return co_await ticket_now(id, older->front().ticket);
}

boost::asio::awaitable<result<std::vector<filings::listed>>> filings::numbers_of(std::string holder, std::optional<listed> after, std::size_t most) {
  auto const key = filed_list(desk_.space, desk_.repo.keys(), holder);
  auto const comes_after = [&](scored const& s) {
    return !after || s.score > after->score || (s.score == after->score && s.member > after->number);
  };
  for (auto ask = most;; ask *= 2) {
    auto lowest = co_await desk_.st.lowest(key, ask);
    if (!lowest) co_return lowest.error();
    std::vector<listed> out;
    for (auto& s : *lowest)
      if (out.size() < most && comes_after(s)) out.push_back({ticket_number(std::move(s.member)), s.score});
    if (out.size() == most || lowest->size() < ask) co_return out;
  }
}

boost::asio::awaitable<result<std::optional<numbered>>> filings::own(std::string holder, typed_number typed) {
  using answer = result<std::optional<numbered>>;
  auto found = co_await desk_.repo.find_number(std::move(typed));
  if (!found) co_return found.error();
  if (!*found || !(*found)->entry.is_ticket) co_return answer(std::nullopt);
  auto led = co_await desk_.repo.follow(std::move(**found));
  if (!led) co_return led.error();
  if (!*led || !(*led)->tk) co_return answer(std::nullopt);
  auto const& c = (*led)->of->record;
  if (!takes_filings(c) || c.recipient != holder) co_return answer(std::nullopt);
  co_return answer(std::move(*led));
}

boost::asio::awaitable<result<std::optional<numbered>>> filings::by_secret(typed_number typed, std::string secret) {
  using answer = result<std::optional<numbered>>;
  auto found = co_await desk_.repo.find_number(std::move(typed));
  if (!found) co_return found.error();
  if (!*found) co_return answer(std::nullopt);
  if (!equal_secrets((*found)->entry.secret_hash, desk_.repo.digest_of("secret", secret))) co_return answer(std::nullopt);
  auto led = co_await desk_.repo.follow(std::move(**found));
  if (!led) co_return led.error();
  if (!*led || (!(*led)->req && !(*led)->tk)) co_return answer(std::nullopt);  // builds of format 1 forgot a conversation's early requests
  co_return answer(std::move(*led));
}

static std::uint64_t last_of(numbered const& of) {
  return of.req->last_seq ? of.req->last_seq : last_seq_of(of.of->record, *of.req).value_or(of.of->end);
}

boost::asio::awaitable<result<filings::stretch>> filings::newest_of(numbered of, std::size_t most) {
  if (!of.req) co_return stretch();
  auto const last = last_of(of);
  auto const after = std::max(of.req->first_seq, last > most ? last - most + 1 : 1) - 1;
  auto all = co_await thread_of(of, after, most);
  while (all && all->more && !all->messages.empty()) {
    auto const seen = all->messages.back().seq;
    auto rest = co_await thread_of(of, seen, most);
    if (!rest) co_return rest.error();
    for (auto& m : rest->messages) all->messages.push_back(std::move(m));
    auto const over = all->messages.size() > most ? all->messages.size() - most : 0;
    all->messages.erase(all->messages.begin(), all->messages.begin() + static_cast<std::ptrdiff_t>(over));
    all->more = rest->more && !rest->messages.empty();
  }
  co_return all;
}

namespace {

template <class What>
void add_answers(std::set<std::uint64_t>& to, What const& w) {
  if (w.answer_seq) to.insert(w.answer_seq);
  to.insert(w.earlier_answers.begin(), w.earlier_answers.end());
  to.insert(w.further_answers.begin(), w.further_answers.end());
}

struct answers_found {
  std::set<std::uint64_t> own, others;  // to this number's question, and to the conversation's other ones
};
answers_found answers_of(numbered const& of) {
  answers_found found;
  auto const& c = of.of->record;
  auto const ordinal = of.req->ordinal;
  for (auto const* list : {&c.active, &c.past})
    for (auto const& r : *list) add_answers(r.ordinal == ordinal ? found.own : found.others, r);
  for (auto const& tk : c.tickets) add_answers(tk.request == ordinal ? found.own : found.others, tk);
  add_answers(found.own, *of.req);
  if (of.tk) add_answers(found.own, *of.tk);
  for (auto const seq : found.own) found.others.erase(seq);
  return found;
}

constexpr std::uint64_t later_lines_looked_at = 2000;  // after its stretch; an answer is found wherever it is

bool is_said_under_another(log_message const& m, std::string const& own_window) {
  return m.from == author::visitor && m.window.starts_with("status:") && m.window != own_window;
}

}  // namespace

boost::asio::awaitable<result<filings::stretch>> filings::thread_of(numbered of, std::uint64_t after, std::size_t most) {
  stretch out;
  if (!of.req) co_return out;  // whose messages they were is not known any more
  auto const last = last_of(of);
  auto const answers = answers_of(of);
  auto const own_window = status_window_of(of.req->ordinal);
  auto const from = std::max(of.req->first_seq, after + 1);
  if (from <= last) {
    auto const to = std::min<std::uint64_t>(last, from + most - 1);
    auto page = co_await desk_.repo.read_log(of.of, from, to);
    if (!page) co_return page.error();
    for (std::size_t i = 0; i < page->messages.size(); ++i)
      if (!answers.others.contains(page->first_seq + i) && !is_said_under_another(page->messages[i], own_window))
        out.messages.push_back({page->first_seq + i, std::move(page->messages[i]), std::move(page->noted[i])});
    out.more = to < last;
  }
  if (out.more) co_return out;
  // What belongs to it though the log stands in another request by then.
  std::map<std::uint64_t, logged_message> later;
  auto const end = of.of->end;
  auto const looked_to = std::min(end, last + later_lines_looked_at);
  for (auto seq = std::max(last, after) + 1; seq <= looked_to;) {
    auto page = co_await desk_.repo.read_log(of.of, seq, std::min(looked_to, seq + 499));
    if (!page) co_return page.error();
    if (page->messages.empty()) break;
    for (std::size_t k = 0; k < page->messages.size(); ++k)
      if (page->messages[k].window == own_window || answers.own.contains(seq + k))
        later[seq + k] = {seq + k, std::move(page->messages[k]), std::move(page->noted[k])};
    seq += page->messages.size();
  }
  for (auto const seq : answers.own) {
    if (seq <= std::max(looked_to, after) || seq > end) continue;
    auto page = co_await desk_.repo.read_log(of.of, seq, seq);
    if (!page) co_return page.error();
    if (!page->messages.empty()) later[seq] = {seq, std::move(page->messages.front()), std::move(page->noted.front())};
  }
  for (auto& [_, m] : later) {
    if (out.messages.size() >= most) {
      out.more = true;
      break;
    }
    out.messages.push_back(std::move(m));
  }
  co_return out;
}

boost::asio::awaitable<result<std::string>> filings::solution_of(conversation_ptr of, ticket tk) {
  if (!tk.answered_at || !tk.answer_seq) co_return std::string();
  auto page = co_await desk_.repo.read_log(std::move(of), tk.answer_seq, tk.answer_seq);
  if (!page) co_return page.error();
  co_return page->messages.empty() ? std::string() : std::move(page->messages.front().solution);
}

boost::asio::awaitable<result<thread_words>> filings::say(numbered of, std::string id, written what, std::optional<error> refused) {
  auto const& c = of.of->record;
  if (takes_filings(c)) co_return co_await say_filed(of.of, std::move(id), std::move(what), std::move(refused));
  visitor_identity who;
  who.conversation = c.id;
  who.window = "status";
  citizens side(desk_);
  auto sent = co_await side.send(std::move(who), std::move(id), std::move(what), c.english, std::move(refused), of.req ? of.req->ordinal : 0);
  if (!sent) co_return sent.error();
  thread_words out;
  out.seq = sent->seq;
  out.received_at = sent->received_at;
  auto after = co_await desk_.repo.load(c.id);  // in memory: it was just committed here
  auto const* own = after ? request_at((*after)->record, sent->seq) : nullptr;
  if (!own || !of.req || own->ordinal <= of.req->ordinal || own->courtesy_only) co_return out;
  auto const seq = sent->seq;
  auto said = co_await desk_.repo.read_log(*after, seq, seq);
  if (!said) co_return said.error();
  bool const joined = !said->messages.empty() && said->messages.front().window == status_window_of(of.req->ordinal);
  if (!joined) out.asked = *own;
  co_return out;
}

boost::asio::awaitable<result<thread_words>> filings::say_filed(conversation_ptr of, std::string id, written what, std::optional<error> refused) {
  auto& d = desk_;
  meaning means;
  auto const& text = what.text;
  if (what.files.ids.empty()) {
    means.courtesy = texts::is_courtesy(text, *d.profile.courtesy);
    means.affirmative = is_affirmative(text);
    means.negative = is_negative(text);
  }
  auto decides = [&](conversation const& before, std::vector<annotated> const& answers, attached_files const& with) -> result<transition> {
    if (refused) return *refused;
    log_message m;
    m.text = text;
    m.kind = kind_with(text, with.list);
    m.attachments = with.list;
    m.client_id = id;
    m.at = d.clk.now();
    means.answers = answers;
    return on_filed_words(d.at_now(), before, std::move(m), means);
  };
  std::optional<ticket_number> judged;
  if (means.negative) judged.emplace();
  auto done = co_await once(of->record.id, id, text, decides, std::move(judged), what.files);
  if (!done) co_return done.error();
  thread_words out;
  out.seq = done->first_seq;
  auto known = co_await d.repo.load(of->record.id);
  if (!known) co_return known.error();
  auto page = co_await d.repo.read_log(*known, out.seq, out.seq);
  if (!page) co_return page.error();
  if (!page->messages.empty()) out.received_at = page->messages.front().at;
  auto const& c = (*known)->record;
  for (auto const& r : c.past)
    if (r.first_seq == out.seq)
      if (auto const* tk = find_ticket(c, r.ticket)) out.reopened = *tk;
  co_return out;
}

boost::asio::awaitable<result<stored_change>> filings::once(conversation_id of, std::string id, std::string content,
                                                            rule decides, std::optional<ticket_number> judged, sent_files files) {
  auto& d = desk_;
  command_id command(d.repo.digest_of("visitor", id), d.repo.digest_of("text", content + files.as_content()));
  auto decide = [&](conversation_ptr base, records_read& also) -> boost::asio::awaitable<result<std::optional<transition>>> {
    std::vector<std::uint64_t> seqs;
    auto const& tickets = base->record.tickets;
    if (judged && !judged->empty()) seqs = answers_of(base->record, *judged);
    else if (judged && !tickets.empty()) seqs = answers_of(base->record, tickets.back().number);
    auto answers = co_await read_noted(d.repo, base, std::move(seqs));
    if (!answers) co_return answers.error();
    auto with = co_await attach_files(d, also, files, base->record, id);
    if (!with) co_return with.error();
    auto t = decides(base->record, *answers, *with);
    if (!t) co_return t.error();
    write_files(std::move(*with), *t);
    co_return std::optional(std::move(*t));
  };
  auto done = co_await d.act(std::move(of), std::move(command), decide);
  if (done && !done->same_content) co_return reused("id");
  co_return done;
}

// From the record as it is, so that a command that is sent again gets what its ticket has become.
boost::asio::awaitable<result<ticket>> filings::ticket_now(conversation_id of, ticket_number number) {
  auto known = co_await desk_.repo.load(std::move(of));
  if (!known) co_return known.error();
  if (auto const* tk = find_ticket((*known)->record, number)) co_return *tk;
  auto parsed = parse_number(number);
  auto const* typed = std::get_if<typed_number>(&parsed);
  if (!typed) co_return error{errc::internal, "number", "a ticket has a number that is none"};
  auto found = co_await desk_.repo.find_number(*typed);
  if (!found) co_return found.error();
  if (!*found) co_return error{errc::not_found, "number", "there is no such ticket"};
  auto led = co_await desk_.repo.follow(std::move(**found));
  if (!led) co_return led.error();
  if (!*led || !(*led)->tk) co_return error{errc::not_found, "number", "there is no such ticket"};
  co_return std::move(*(*led)->tk);
}

boost::asio::awaitable<result<ticket>> filings::judge(conversation_id of, ticket_number number, std::string id, bool answered) {
  auto& d = desk_;
  auto decides = [&](conversation const& before, std::vector<annotated> const& answers, attached_files const&) { return on_verdict(d.at_now(), before, number, answered, answers); };
  std::optional<ticket_number> judged;
  if (!answered) judged = number;
  auto done = co_await once(of, std::move(id), "close " + number + (answered ? " answered" : " not answered"), decides, std::move(judged), sent_files());
  if (!done) co_return done.error();
  co_return co_await ticket_now(std::move(of), std::move(number));
}

boost::asio::awaitable<result<ticket>> filings::reopen(conversation_id of, ticket_number number, std::string id, written what,
                                                       std::optional<error> refused) {
  auto& d = desk_;
  auto decides = [&](conversation const& before, std::vector<annotated> const&, attached_files const& with) -> result<transition> {
    if (refused) return *refused;
    log_message m;
    m.text = what.text;
    m.kind = kind_with(what.text, with.list);
    m.attachments = with.list;
    m.client_id = id;
    m.at = d.clk.now();
    return on_reopened(d.at_now(), before, number, std::move(m));
  };
  auto done = co_await once(of, id, "reopen " + number + '\n' + what.text, decides, std::nullopt, what.files);
  if (!done) co_return done.error();
  auto old = co_await ticket_now(of, number);
  if (!old) co_return old.error();
  co_return co_await ticket_now(std::move(of), old->reopened_as);
}

}  // namespace sahut
