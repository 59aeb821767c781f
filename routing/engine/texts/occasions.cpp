#include "routing/engine/texts/occasions.hpp"

#include "routing/engine/texts/table.hpp"

namespace sahut::texts {

namespace {

using enum text_key;
using p = placeholder;

said say(text_key key, language lang, text_values const& values = {}) { return {key, render(key, lang, values)}; }

// The greeting's first sentence and its last, which says that the service is free of charge. Between them stands the
// invitation to ask, moot where the citizen has just asked.
std::string salutation(language lang, text_values const& values) {
  auto const whole = wording(greeting, lang);
  return fill(whole.substr(0, whole.find(". ") + 1), greeting, lang, values);
}
std::string free_of_charge(language lang, text_values const& values) {
  auto const whole = wording(greeting, lang);
  return fill(whole.substr(whole.rfind(". ") + 2), greeting, lang, values);
}

text_values values_of(opening_event const& c) {
  text_values v;
  v.set(p::daypart, std::string(daypart(c.received.hour, c.lang)));
  v.set(p::office_name, c.office_name).set(p::controller_name, c.controller_name).set(p::privacy_url, c.privacy_url);
  v.set(p::retention_days, std::to_string(c.retention_days)).set(p::office_complaint_channels, c.complaint_channels);
  v.set(p::received_time, time_text(c.received, c.time_separator)).set(p::zone, c.zone);
  v.set(p::deadline_date, date_text(c.deadline, c.lang)).set(p::deadline_time, time_text(c.deadline, c.time_separator));
  v.set(p::next_open_date, date_text(c.next_open, c.lang));
  v.set(p::next_open_time, time_text(c.next_open, c.time_separator));
  v.set(p::hours_text, c.hours_text).set(p::closure_name, c.closure_name).set(p::reference_no, c.reference_no);
  v.set(p::status_url, c.status_url).set(p::position, std::to_string(c.position));
  return v;
}

text_key promise_of(arrival when) {
  switch (when) {
    case arrival::office_hours:
      return queue_position;
    case arrival::late_window:
      return late_window;
    case arrival::outside_hours:
      return outside_hours;
    case arrival::long_closure:
      return long_closure;
  }
  return queue_position;
}

std::vector<said> one_by_one(opening_event const& c, text_values const& values) {
  std::vector<said> out;
  auto const add = [&](text_key key) { out.push_back(say(key, c.lang, values)); };
  if (c.on.automated_notice && (c.greeting_due || c.request_opens)) add(automated_notice);
  if (c.greeting_due) {
    add(greeting);
    add(privacy_notice);
    add(complaint_footer);
  }
  if (c.request_opens) {
    add(promise_of(c.when));
    if (c.when == arrival::outside_hours) add(fraud_warning);
    if (c.on.reply_window) add(window_limit);
  }
  return out;
}

std::vector<said> merged(opening_event const& c, text_values const& values) {
  if (!c.greeting_due && !c.request_opens) return {};
  automatic_parts parts;
  auto const text = [&](text_key key) { return render(key, c.lang, values); };
  if (c.greeting_due) parts.notice.push_back(salutation(c.lang, values));
  if (c.on.automated_notice) parts.notice.push_back(text(automated_notice));
  if (c.greeting_due) parts.notice.push_back(text(privacy_notice));
  if (c.request_opens) {
    parts.promise.push_back(text(promise_of(c.when)));
    if (c.on.reply_window) parts.promise.push_back(text(window_limit));
    if (c.when == arrival::outside_hours) parts.promise.push_back(text(fraud_warning));
  }
  if (c.greeting_due) {
    parts.fee.push_back(free_of_charge(c.lang, values));
    parts.complaints.push_back(text(complaint_footer));
  }
  return {{c.request_opens ? promise_of(c.when) : greeting, merge_automatic(parts)}};
}

// Several automatic texts of one event, as the channel wants them.
std::vector<said> in_manner(manner on, language lang, std::vector<said> texts) {
  if (texts.empty()) return texts;
  auto const key = texts.front().key;
  if (on.automated_notice) texts.insert(texts.begin(), say(automated_notice, lang));
  if (!on.direct_message) return texts;
  automatic_parts parts;
  for (auto& t : texts) parts.promise.push_back(std::move(t.text));
  return {{key, merge_automatic(parts)}};
}

}  // namespace

std::string merge_automatic(automatic_parts const& parts) {
  std::string out;
  for (auto const* group : {&parts.notice, &parts.promise, &parts.fee, &parts.complaints}) {
    for (auto const& paragraph : *group) {
      if (paragraph.empty()) continue;
      if (!out.empty()) out += "\n\n";
      out += paragraph;
    }
  }
  return out;
}

std::vector<said> opening_texts(opening_event const& c) {
  auto const values = values_of(c);
  return c.on.direct_message ? merged(c, values) : one_by_one(c, values);
}

std::vector<said> officer_joined_texts(language lang, manner on, std::string const& officer_alias) {
  if (on.direct_message) return {};
  return {say(officer_joined, lang, text_values().set(p::officer_alias, officer_alias))};
}

std::vector<said> ticket_texts(ticket_event const& c) {
  text_values v;
  v.set(p::ticket_no, c.ticket_no).set(p::zone, c.zone).set(p::status_url, c.status_url);
  v.set(p::deadline_date, date_text(c.deadline, c.lang)).set(p::deadline_time, time_text(c.deadline, c.time_separator));
  auto const key = c.how == issued::by_officer ? ticket_issued : ticket_issued_auto;
  return in_manner(c.on, c.lang, {say(key, c.lang, v)});
}

std::vector<said> deadline_changed_texts(ticket_event const& c) {
  text_values v;
  v.set(p::ticket_no, c.ticket_no).set(p::zone, c.zone);
  v.set(p::deadline_date, date_text(c.deadline, c.lang)).set(p::deadline_time, time_text(c.deadline, c.time_separator));
  v.set(p::reason, c.lang == language::id ? "kalender kerja kantor kami berubah" : "our office's working calendar has changed");
  return in_manner(c.on, c.lang, {say(deadline_changed, c.lang, v)});
}

std::vector<said> ticket_delay_texts(delay_event const& c) {
  bool const id = c.of.lang == language::id;
  std::string_view const level = c.with == escalated_to::coordinator
                                     ? (id ? "koordinator layanan informasi" : "the coordinator of the information service")
                                     : (id ? "atasan langsung petugas" : "the officers' direct superior");
  auto expected = date_text(c.expected, c.of.lang) + (id ? " pukul " : ", ") + time_text(c.expected, c.of.time_separator) + " " + c.of.zone;
  std::string complaints = "http://www.beacukai.go.id/pengaduan.html";
  if (!c.complaint_channels.empty()) complaints += " | " + c.complaint_channels;
  text_values v;
  v.set(p::ticket_no, c.of.ticket_no).set(p::escalation_level, std::string(level)).set(p::new_estimate, std::move(expected));
  v.set(p::complaint_url, std::move(complaints));
  return in_manner(c.of.on, c.of.lang, {say(ticket_delay, c.of.lang, v)});
}

said ticket_answer_text(language lang, std::string const& citizen_name, std::string const& ticket_no,
                        std::string const& answer) {
  text_values v;
  v.set(p::citizen_name, citizen_name).set(p::ticket_no, ticket_no).set(p::answer, answer);
  return say(ticket_answer, lang, v);
}

std::vector<said> closing_texts(closing_event const& c) {
  std::vector<said> texts;
  if (c.to_compliance) {
    text_values footer;
    footer.set(p::office_name, c.office_name).set(p::office_complaint_channels, c.complaint_channels);
    texts.push_back(say(complaint_redirect, c.lang, text_values().set(p::complaint_footer, say(complaint_footer, c.lang, footer).text)));
  }
  if (c.no_reply)
    texts.push_back(say(closed_no_reply, c.lang));
  else
    texts.push_back(say(text_key::closing, c.lang, text_values().set(p::office_name, c.office_name)));
  if (!c.survey_url.empty()) texts.push_back(say(survey, c.lang, text_values().set(p::survey_url, c.survey_url)));
  return in_manner(c.on, c.lang, std::move(texts));
}

std::vector<said> duplicate_texts(language lang, manner on, std::string const& ticket_no) {
  return in_manner(on, lang, {say(duplicate_merged, lang, text_values().set(p::ticket_no, ticket_no))});
}

std::vector<said> no_question_texts(language lang, manner on, bool after_an_answer) {
  if (after_an_answer) return {};
  return in_manner(on, lang, {say(ask_question, lang)});
}

}  // namespace sahut::texts
