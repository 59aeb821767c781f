#include "routing/engine/conversation/events.hpp"

#include "routing/engine/conversation/requests.hpp"

#include <algorithm>

namespace sahut {

actor by_officer(acting_officer const& who) {
  return who.id.empty() ? by_operator() : actor{actor_kind::officer, who.id};
}

event_subject subject_of(conversation const& c) { return {c.id, 0, {}, {}}; }
event_subject subject_of(conversation const& c, request const& r) { return {c.id, r.ordinal, r.reference, r.ticket}; }
event_subject subject_of(conversation const& c, ticket const& tk) {
  event_subject s{c.id, tk.request, {}, tk.number};
  for (auto const* list : {&c.active, &c.past})
    for (auto const& r : *list)
      if (r.ordinal == tk.request) s.reference = r.reference;
  return s;
}

namespace {

request const* find_request(conversation const& c, std::uint32_t ordinal) {
  for (auto const* list : {&c.active, &c.past})
    for (auto const& r : *list)
      if (r.ordinal == ordinal) return &r;
  return nullptr;
}
ticket const* find_ticket(conversation const& c, ticket_number const& number) {
  auto const it = std::find_if(c.tickets.begin(), c.tickets.end(), [&](ticket const& tk) { return tk.number == number; });
  return it == c.tickets.end() ? nullptr : &*it;
}
bool is_active(conversation const& c, std::uint32_t ordinal) {
  return std::any_of(c.active.begin(), c.active.end(), [&](request const& r) { return r.ordinal == ordinal; });
}

// Compares a record before and after one decision.
class comparison {
 public:
  comparison(transition& t, conversation const& before, actor const& by, utc_time now)
      : t_(t), was_(before), is_(*t.after), by_(by), now_(now) {}

  void all() {
    begun();
    identity();
    said();
    for (auto const* list : {&is_.past, &is_.active})
      for (auto const& r : *list)
        if (auto const* old = find_request(was_, r.ordinal)) changed(*old, r);
    for (auto const& r : was_.active)
      if (!is_active(is_, r.ordinal)) ended(r);
    for (auto const& r : is_.active)
      if (r.ordinal > was_.requests) opened(r);
    for (auto const& tk : is_.tickets) {
      auto const* old = find_ticket(was_, tk.number);
      if (!old) issued(tk);
      changed(old, tk);
    }
    answered_nothing();
    if (is_.warned > was_.warned) near();
    queue();
    officer();
    queued();
    closed();
  }

 private:
  void add(event_kind kind, event_subject subject, std::vector<fact> facts = {}) { add_by(by_, kind, std::move(subject), std::move(facts)); }
  void add_by(actor const& by, event_kind kind, event_subject subject, std::vector<fact> facts) {
    t_.events.push_back({kind, by, now_, std::move(subject), std::move(facts)});
  }

  void begun() {
    if (was_.is_new() && !is_.is_new()) add(event_kind::conversation_begun, subject_of(is_), {word_fact(fact_name::channel, name_of(is_.channel))});
    if (was_.standby != is_.standby) add(event_kind::standby_changed, subject_of(is_), {{fact_name::on, is_.standby}});
  }

  void identity() {
    std::vector<fact> fields;
    auto const given = [&](auto member, std::string_view name) {
      if (was_.*member != is_.*member) fields.push_back(word_fact(fact_name::field, name));
    };
    given(&conversation::contact_name, "name");
    given(&conversation::contact_email, "email");
    given(&conversation::contact_phone, "phone");
    given(&conversation::contact_nik, "nik");
    given(&conversation::contact_npwp, "npwp");
    given(&conversation::documents, "documents");
    if (!fields.empty()) add(event_kind::identity_given, subject_of(is_), std::move(fields));
  }

  // To a question about a request, or about a ticket: both may wait.
  bool replied() const {
    if (was_.state == conversation_state::waiting_applicant && is_.state != conversation_state::waiting_applicant) return true;
    return std::any_of(was_.tickets.begin(), was_.tickets.end(), [&](ticket const& old) {
      auto const* tk = find_ticket(is_, old.number);
      return old.waits_for_applicant && tk && !tk->waits_for_applicant;
    });
  }

  void said() {
    if (t_.append.empty()) return;
    auto const* first = &t_.append.front();
    if (first->from == author::visitor && replied()) add(event_kind::applicant_replied, subject_of(is_));
    if (first->from != author::officer) return;
    if (first->meant == purpose::question) add(event_kind::question_asked, subject_of(is_), {seq_fact(pending_seq(0))});
    if (first->meant == purpose::none) add(event_kind::said_outside, subject_of(is_), {seq_fact(pending_seq(0))});
  }

  std::vector<fact> clock_facts(request_clock const& k) {
    return {word_fact(fact_name::rule, k.two_days ? "R2D" : "R60"), {fact_name::received, k.received}, {fact_name::answer_due, k.answer_due},
            {fact_name::ticket_at, k.ticket_at}, {fact_name::ticket_due, k.ticket_due},
            word_fact(fact_name::calendar, k.calendar), word_fact(fact_name::revision, k.revision)};
  }

  // What the citizen said opened it, whoever's deed let it come to that.
  void opened(request const& r) {
    auto facts = clock_facts(r.clock);
    facts.push_back(word_fact(fact_name::queue, r.queue));
    facts.push_back(seq_fact(r.first_seq));
    add_by(by_citizen(), event_kind::request_opened, subject_of(is_, r), std::move(facts));
  }

  void ended(request const& old) {
    auto const& r = *find_request(is_, old.ordinal);  // what is too old leaves the body after the decision
    std::vector<fact> facts{word_fact(fact_name::outcome, name_of(r.ended))};
    if (r.ended == outcome::answered) facts.push_back(seq_fact(r.answer_seq));
    add(event_kind::request_ended, subject_of(is_, r), std::move(facts));
  }

  void changed(request const& old, request const& r) {
    if (old == r && is_active(was_, r.ordinal) == is_active(is_, r.ordinal)) return;
    auto const subject = subject_of(is_, r);
    if (!is_active(was_, r.ordinal) && is_active(is_, r.ordinal)) add(event_kind::request_reopened, subject, {{fact_name::ticket_at, r.clock.ticket_at}});
    answers(old, r, subject);
    if (old.topic != r.topic) add(event_kind::topic_changed, subject, {word_fact(fact_name::topic, r.topic)});
    if (old.clock == r.clock) return;
    auto facts = clock_facts(r.clock);
    facts.push_back({fact_name::from_answer_due, old.clock.answer_due});
    facts.push_back({fact_name::from_ticket_at, old.clock.ticket_at});
    add(event_kind::deadline_recomputed, subject, std::move(facts));
  }

  // `What` is a request or a ticket.
  template <class What>
  void answers(What const& old, What const& w, event_subject const& subject) {
    auto const given = [&](std::uint64_t seq) {
      if (seq && !has_answer(old, seq)) add(event_kind::answer_given, subject, {seq_fact(seq)});
    };
    given(w.answer_seq);
    for (auto const* list : {&w.earlier_answers, &w.further_answers})
      for (auto const seq : *list) given(seq);
  }

  void issued(ticket const& tk) {
    std::vector<fact> facts{{fact_name::automatic, tk.automatic}, {fact_name::due_at, tk.due_at}, {fact_name::issued_at, tk.issued_at},
                            {fact_name::answer_due, tk.answer_due}, word_fact(fact_name::calendar, tk.calendar),
                            word_fact(fact_name::revision, tk.revision)};
    if (!tk.unit.empty()) facts.push_back(word_fact(fact_name::unit, tk.unit));
    add(event_kind::ticket_issued, subject_of(is_, tk), std::move(facts));
  }

  void changed(ticket const* old, ticket const& tk) {
    static ticket const nothing{};
    auto const& before = old ? *old : nothing;
    if (before == tk) return;
    auto const subject = subject_of(is_, tk);
    if (old) answers(*old, tk, subject), about(*old, tk, subject);  // a new ticket has these from its request
    if (!before.answered_at && tk.answered_at) add(event_kind::ticket_answered, subject, {seq_fact(tk.answer_seq)});
    if (before.answered_at && !tk.answered_at) add(event_kind::ticket_reopened, subject, {{fact_name::answer_due, tk.answer_due}});
    if (!before.closed_at && tk.closed_at) add(event_kind::ticket_closed, subject);
    if (old && (before.answer_due != tk.answer_due || before.calendar != tk.calendar || before.revision != tk.revision))
      add(event_kind::deadline_recomputed, subject,
          {{fact_name::answer_due, tk.answer_due}, word_fact(fact_name::calendar, tk.calendar), word_fact(fact_name::revision, tk.revision),
           {fact_name::from_answer_due, before.answer_due}});
    if (before.delayed.state == notice_state::not_needed && tk.delayed.state != notice_state::not_needed)
      add(event_kind::ticket_late, subject, {{fact_name::answer_due, tk.answer_due}});
    told_of(subject, "number", before.announced, tk.announced, tk.announce_seq);
    told_of(subject, "deadline", before.moved.state, tk.moved.state, tk.moved.seq);
    told_of(subject, "delay", before.delayed.state, tk.delayed.state, tk.delayed.seq);
  }

  void about(ticket const& old, ticket const& tk, event_subject const& subject) {
    auto const *was = find_request(was_, tk.request), *is = find_request(is_, tk.request);
    bool const told = was && is && was->topic != is->topic && is->topic == tk.topic;  // of its request
    if (old.topic != tk.topic && !told) add(event_kind::topic_changed, subject, {word_fact(fact_name::topic, tk.topic)});
    if (old.categories != tk.categories) {
      std::vector<fact> facts;
      for (auto const& category : tk.categories) facts.push_back(word_fact(fact_name::category, category));
      add(event_kind::category_changed, subject, std::move(facts));
    }
    if (old.unit != tk.unit) add(event_kind::handed_over, subject, {word_fact(fact_name::unit, tk.unit)});
  }

  // Beside a citizen's line it is the system that tells.
  void told_of(event_subject const& subject, std::string_view what, notice_state was, notice_state is, std::uint64_t seq) {
    if (was == is || is == notice_state::not_needed) return;
    std::vector<fact> facts{word_fact(fact_name::of, what), word_fact(fact_name::told, name_of(is))};
    if (seq && is != notice_state::not_told) facts.push_back(seq_fact(seq));
    add_by(by_.kind == actor_kind::citizen ? by_system() : by_, event_kind::ticket_told, subject, std::move(facts));
  }

  // An answer may come where nothing has waited for it, or where its officer had not seen what does.
  void answered_nothing() {
    if (t_.append.empty() || t_.append.front().from != author::officer || t_.append.front().meant != purpose::answer) return;
    auto const is_answer = [](event const& e) { return e.kind == event_kind::answer_given; };
    if (std::none_of(t_.events.begin(), t_.events.end(), is_answer)) add(event_kind::answer_given, subject_of(is_), {seq_fact(pending_seq(0))});
  }

  void near() {
    auto const* r = is_.oldest_waiting();
    auto const minutes = (is_.warned > 1 ? warning_second : warning_first).count();
    add(event_kind::deadline_near, r ? subject_of(is_, *r) : subject_of(is_), {{fact_name::minutes_left, static_cast<std::uint64_t>(minutes)}});
  }

  void queue() {
    bool const begins = was_.is_new() && !is_.is_new();  // its first request says in which queue
    if (was_.queue != is_.queue && !begins)
      add(event_kind::queue_changed, subject_of(is_), {word_fact(fact_name::from_queue, was_.queue), word_fact(fact_name::queue, is_.queue)});
  }

  void officer() {
    if (was_.officer == is_.officer || is_.state == conversation_state::closed) return;
    auto const from = word_fact(fact_name::from_officer, was_.officer);
    if (is_.officer.empty()) {
      bool const back = was_.handed.until && by_.kind == actor_kind::system;
      return back ? add(event_kind::handed_back, subject_of(is_), {from, word_fact(fact_name::to, was_.handed.by)})
                  : add(event_kind::released, subject_of(is_), {from});
    }
    bool const themselves = by_.kind == actor_kind::officer && by_.officer == is_.officer;
    std::vector<fact> facts;
    if (!themselves) facts.push_back(word_fact(fact_name::officer, is_.officer));
    if (!was_.officer.empty()) facts.push_back(from);
    auto const kind = was_.officer.empty() ? (themselves ? event_kind::claimed : event_kind::assigned)
                                           : (themselves ? event_kind::taken_over : event_kind::handed_over);
    add(kind, subject_of(is_), std::move(facts));
  }

  void queued() {
    if (is_.state != conversation_state::queued || (was_.state == conversation_state::queued && was_.queue == is_.queue)) return;
    add(event_kind::queued, subject_of(is_), {word_fact(fact_name::queue, is_.queue)});
  }

  void closed() {
    if (is_.state != conversation_state::closed || was_.state == conversation_state::closed || was_.is_new()) return;
    std::vector<fact> facts{word_fact(fact_name::outcome, name_of(is_.last_outcome))};
    if (!was_.officer.empty()) facts.push_back(word_fact(fact_name::from_officer, was_.officer));
    add(event_kind::conversation_closed, subject_of(is_), std::move(facts));
  }

  transition& t_;
  conversation const& was_;
  conversation const& is_;
  actor const& by_;
  utc_time now_;
};

}  // namespace

void record_events(transition& t, conversation const& before, actor const& by, utc_time now) {
  if (t.after) comparison(t, before, by, now).all();
}

void record_remark(transition& t, conversation const& c, std::uint64_t seq, annotation const& was, annotation const& is, actor const& by,
                   utc_time now) {
  if (!was.removed && is.removed) t.events.push_back({event_kind::message_removed, by, now, subject_of(c), {seq_fact(seq)}});
  if (is.edited && was.edited != is.edited) t.events.push_back({event_kind::message_edited, by, now, subject_of(c), {seq_fact(seq)}});
}

void record_closing(transition& t, conversation const& before, actor const& by, utc_time now, outcome how, std::string const& detail,
                    bool known) {
  event e{how == outcome::redirected ? event_kind::redirected : event_kind::duplicate_found, by, now, subject_of(before)};
  if (how == outcome::redirected) {
    if (!detail.empty()) e.facts.push_back(word_fact(fact_name::to, known ? std::string_view(detail) : "elsewhere"));
  } else if (how == outcome::duplicate) {
    for (auto const& tk : before.tickets)
      if (tk.number == detail) e.facts.push_back(word_fact(fact_name::of, tk.number));
  } else {
    return;
  }
  t.events.push_back(std::move(e));
}

}  // namespace sahut
