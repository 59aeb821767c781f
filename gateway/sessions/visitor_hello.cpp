#include "gateway/sessions/visitor_session.hpp"

#include "gateway/wire/json_writer.hpp"
#include "routing/engine/conversation/wording.hpp"
#include "routing/engine/sla/service_hours.hpp"
#include "routing/engine/texts/local_time.hpp"
#include "routing/engine/texts/text.hpp"

namespace sahut {

boost::asio::awaitable<void> visitor_session::hello(wire::request_frame f) {
  auto token = f.optional_secret("token");
  auto seq = f.optional_number("seq");
  auto epoch = f.optional_secret("epoch");
  auto locale = f.optional_name("locale");
  if (auto const e = wire::first_fault(token, seq, epoch, locale)) {
    fail(f, *e);
    co_return;
  }
  english_ = *locale ? texts::language_of(**locale) == texts::language::en : office_.shared.profile.settings->texts.language == "en";
  auto& d = office_.shared;
  command_scope until_welcomed(*this);  // nothing is shown before the welcome
  bool known_token = false;
  if (auto const who = *token ? office_.tokens.identify(**token) : std::nullopt) {
    begin_as(*who);  // from here on nothing is missed, the token's end neither
    auto good = co_await office_.tokens.admit(who_);
    if (!peer_) co_return;
    if (!good) {
      refuse_hello(f, good.error());
      co_return;
    }
    known_token = *good;
    if (!known_token) stop_following();
  }
  if (!known_token) {
    *token = office_.tokens.issue();
    begin_as(*office_.tokens.identify(**token));
  }

  auto known = conversation_ptr{};
  page_read page;
  bool gap = false;
  std::vector<annotated> became;  // of what the client holds
  if (known_token) {
    auto loaded = co_await d.repo.reload(who_.conversation);
    if (!loaded) {
      refuse_hello(f, loaded.error());
      co_return;
    }
    exists_ = (*loaded)->version != 0;
    if (exists_ && !(*loaded)->record.is_new()) known = *loaded;
    auto const holds = seq->value_or(0);
    auto const end = (*loaded)->end;
    gap = holds > 0 && (!*epoch || **epoch != office_.shared.place.epoch || holds > end);  // a position says nothing without its epoch
    page_wish wish;
    if (!gap) wish.after = holds;
    if (known || end) {
      auto const who = reads_as();
      auto read = co_await read_page(office_, *loaded, wish, who);
      if (!read) {
        refuse_hello(f, read.error());
        co_return;
      }
      page = std::move(*read);
    }
    if (holds > 0 && !gap) {  // bounded: of the newest page of it
      auto const most = static_cast<std::uint64_t>(host_.cfg.limits.page_messages);
      auto noted = co_await d.repo.read_annotations(*loaded, holds > most ? holds - most + 1 : 1, holds);
      if (!noted) {
        refuse_hello(f, noted.error());
        co_return;
      }
      became = std::move(*noted);
    }
    shown_ = end;  // what lies between the page and here is fetched by history.get
    welcome(**token, known, page, gap);
    if (peer_) tell_updates(**loaded, became);
    if (known) tell_state(known);
    if (known && office_.tokens.is_new_day(who_)) co_await office_.tokens.note_use(who_);
  } else {
    welcome(**token, known, page, gap);
  }
}

void visitor_session::begin_as(visitor_identity who) {
  who_ = std::move(who);
  who_.window = new_window_name();
  office_.shared.local.follow(who_.conversation, this);
  follows_ = true;
}

void visitor_session::stop_following() {
  if (follows_) office_.shared.local.unfollow(who_.conversation, this);
  follows_ = false;
  deferred_.clear();
}

void visitor_session::refuse_hello(wire::request_frame const& f, error const& e) {
  stop_following();
  fail(f, e);
}

void visitor_session::welcome(std::string const& token, conversation_ptr const& known, page_read const& page, bool gap) {
  if (!peer_) return;
  greeted_ = true;
  hello_timer_.reset();
  auto const& profile = office_.shared.profile;
  auto const now = office_.shared.clk.now();
  wire::json_writer w;
  w.begin_object().field("type", "welcome").field("token", token);
  w.begin_object("office").field("id", profile.settings->id).field("name", profile.settings->name);
  wire::put_clock(w, profile.facts);
  w.maybe("complaint", profile.settings->complaint).end_object();
  w.field("epoch", office_.shared.place.epoch);
  wire::put_files(w, files_taken_by(office_.shared));
  if (known) w.field("conversation", known->record.id);
  w.begin_array("messages");
  for (auto const& m : page.page.messages) w.element_raw(m);
  w.end_array().field("more", page.page.more).field("gap", gap);
  w.begin_array("tickets");
  if (known)
    for (auto const& tk : known->record.tickets) w.element_raw(wire::ticket_fields(profile.facts, known->record, tk, false));
  w.end_array();
  w.begin_object("hours").field("text", hours_text(profile.facts, english_, now)).field("open", is_open(profile.hours, now));
  if (auto const next = next_opening(profile.hours, now)) w.field("next_open", *next);
  wire::put_clock(w, profile.facts);
  w.end_object();
  w.begin_object("texts");
  texts::text_values values;
  values.set(texts::placeholder::office_name, profile.settings->name)
      .set(texts::placeholder::office_complaint_channels, profile.settings->complaint)
      .set(texts::placeholder::controller_name, profile.facts.controller_name)
      .set(texts::placeholder::retention_days, texts::number_text(profile.facts.retention_days, texts::language::id))
      .set(texts::placeholder::privacy_url, profile.facts.privacy_url);
  for (auto const key : {texts::text_key::privacy_notice, texts::text_key::complaint_footer, texts::text_key::fraud_warning}) {
    w.begin_object(texts::name_of(key));
    w.field("id", texts::render(key, texts::language::id, values)).field("en", texts::render(key, texts::language::en, values));
    w.end_object();
  }
  w.end_object();
  send(w.end_object().take());
  if (known)
    for (auto const& tk : known->record.tickets)
      told_tickets_[tk.number] = wire::visitor_ticket_frame(profile.facts, known->record, tk);
}

}  // namespace sahut
