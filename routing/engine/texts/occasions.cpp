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

std::string_view readable_kinds(language lang) {
  return lang == language::id ? "teks, gambar, video, suara, berkas, dan lokasi" : "text, pictures, videos, audio, files and places";
}

text_values values_of(opening_event const& c) {
  text_values v;
  v.set(p::daypart, std::string(daypart(c.received.hour, c.lang)));
  v.set(p::office_name, c.office_name).set(p::controller_name, c.controller_name).set(p::privacy_url, c.privacy_url);
  v.set(p::retention_days, number_text(c.retention_days, c.lang)).set(p::office_complaint_channels, c.complaint_channels);
  v.set(p::received_time, time_text(c.received, clock_mark(c.lang, c.time_separator))).set(p::zone, c.zone);
  v.set(p::deadline_date, date_text(c.deadline, c.lang)).set(p::deadline_time, time_text(c.deadline, clock_mark(c.lang, c.time_separator)));
  v.set(p::next_open_date, date_text(c.next_open, c.lang));
  v.set(p::next_open_time, time_text(c.next_open, clock_mark(c.lang, c.time_separator)));
  v.set(p::hours_text, c.hours_text).set(p::closure_name, c.closure_name).set(p::reference_no, c.reference_no);
  v.set(p::status_url, c.status_url).set(p::position, number_text(c.position, c.lang));
  v.set(p::supported_kinds, std::string(readable_kinds(c.lang)));
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

// What the message is about, before everything that is only notice.
std::vector<said> news_of(opening_event const& c, text_values const& values) {
  std::vector<said> out;
  auto const add = [&](text_key key, bool folded = false) { out.push_back({key, render(key, c.lang, values), folded}); };
  if (c.request_opens) add(promise_of(c.when));
  if (c.unsupported) add(unsupported_content);
  if (c.asks_for_words) add(ask_question);
  if (c.request_opens && c.on.reply_window) add(window_limit);
  if (c.request_opens && c.when == arrival::outside_hours) add(fraud_warning, true);
  return out;
}

std::vector<said> as_page_message(opening_event const& c, text_values const& values, std::vector<said> out) {
  bool const folded = !out.empty();
  auto const add = [&](text_key key, bool fold) { out.push_back({key, render(key, c.lang, values), fold}); };
  if (c.on.automated_notice && (folded || c.greeting_due)) add(automated_notice, true);
  if (c.greeting_due) {
    add(greeting, folded);
    add(privacy_notice, true);
    add(complaint_footer, true);
  }
  return out;
}

std::vector<said> as_direct_message(opening_event const& c, text_values const& values, std::vector<said> news) {
  if (!c.greeting_due && news.empty()) return {};
  std::vector<said> out;
  auto const add = [&](text_key key, std::string text, bool fold) { out.push_back({key, std::move(text), fold}); };
  if (c.greeting_due) add(greeting, salutation(c.lang, values), !news.empty());
  if (c.on.automated_notice) add(automated_notice, render(automated_notice, c.lang, values), true);
  if (c.greeting_due) add(privacy_notice, render(privacy_notice, c.lang, values), true);
  for (auto& n : news) out.push_back(std::move(n));
  if (c.greeting_due) {
    add(greeting, free_of_charge(c.lang, values), true);
    add(complaint_footer, render(complaint_footer, c.lang, values), true);
  }
  return out;
}

said complaint_redirect_text(language lang, std::string const& office_name, std::string const& complaint_channels) {
  text_values footer;
  footer.set(p::office_name, office_name).set(p::office_complaint_channels, complaint_channels);
  return say(complaint_redirect, lang, text_values().set(p::complaint_footer, say(complaint_footer, lang, footer).text));
}

// Texts of one event, as the channel wants them.
std::vector<said> in_manner(manner on, language lang, std::vector<said> texts) {
  if (!texts.empty() && on.automated_notice)
    texts.insert(texts.begin(), said{automated_notice, render(automated_notice, lang, {}), true});
  return texts;
}

}  // namespace

std::string joined(std::vector<said> const& parts) {
  std::string out;
  for (auto const& part : parts) {
    if (part.text.empty()) continue;
    if (!out.empty()) out += "\n\n";
    out += part.text;
  }
  return out;
}

text_key key_of(std::vector<said> const& parts) {
  auto const is_notice = [](text_key k) { return k == greeting || k == automated_notice || k == privacy_notice || k == complaint_footer; };
  for (auto const& part : parts)
    if (!is_notice(part.key)) return part.key;
  for (auto const& part : parts)
    if (part.key == greeting) return greeting;
  return parts.empty() ? automated_notice : parts.front().key;
}

std::vector<said> opening_texts(opening_event const& c) {
  auto const values = values_of(c);
  auto news = news_of(c, values);
  return c.on.direct_message ? as_direct_message(c, values, std::move(news)) : as_page_message(c, values, std::move(news));
}

std::vector<said> officer_joined_texts(language lang, manner on, std::string const& officer_alias) {
  if (on.direct_message) return {};
  return {say(officer_joined, lang, text_values().set(p::officer_alias, officer_alias))};
}

std::vector<said> ticket_texts(ticket_event const& c) {
  text_values v;
  v.set(p::ticket_no, c.ticket_no).set(p::zone, c.zone).set(p::status_url, c.status_url);
  v.set(p::deadline_date, date_text(c.deadline, c.lang)).set(p::deadline_time, time_text(c.deadline, clock_mark(c.lang, c.time_separator)));
  auto const key = c.how == issued::by_officer ? ticket_issued : ticket_issued_auto;
  return in_manner(c.on, c.lang, {say(key, c.lang, v)});
}

std::vector<said> deadline_changed_texts(ticket_event const& c) {
  text_values v;
  v.set(p::ticket_no, c.ticket_no).set(p::zone, c.zone);
  v.set(p::deadline_date, date_text(c.deadline, c.lang)).set(p::deadline_time, time_text(c.deadline, clock_mark(c.lang, c.time_separator)));
  v.set(p::reason, c.lang == language::id ? "kalender kerja kantor kami berubah" : "our office's working calendar has changed");
  return in_manner(c.on, c.lang, {say(deadline_changed, c.lang, v)});
}

std::vector<said> ticket_delay_texts(delay_event const& c) {
  bool const id = c.of.lang == language::id;
  std::string_view const level = c.with == escalated_to::coordinator
                                     ? (id ? "koordinator layanan informasi" : "the coordinator of the information service")
                                     : (id ? "atasan langsung petugas" : "the officers' direct superior");
  auto expected = date_text(c.expected, c.of.lang) + (id ? " pukul " : ", ") + time_text(c.expected, clock_mark(c.of.lang, c.of.time_separator)) + " " + c.of.zone;
  std::string complaints = "http://www.beacukai.go.id/pengaduan.html";
  if (!c.complaint_channels.empty()) complaints += " | " + c.complaint_channels;
  text_values v;
  v.set(p::ticket_no, c.of.ticket_no).set(p::escalation_level, std::string(level)).set(p::new_estimate, std::move(expected));
  v.set(p::complaint_url, std::move(complaints));
  return in_manner(c.of.on, c.of.lang, {say(ticket_delay, c.of.lang, v)});
}

std::string_view category_words(std::string_view category, language lang) {
  bool const id = lang == language::id;
  if (category == "ict_complaint") return id ? "pengaduan layanan TIK" : "ICT service complaint";
  if (category == "information_request") return id ? "permintaan informasi" : "information request";
  if (category == "ict_support_request") return id ? "permintaan dukungan layanan TIK" : "ICT support request";
  return {};
}

said filed_text(filed_event const& c) {
  std::string categories;
  for (auto const& one : c.categories) {
    if (!categories.empty()) categories += ", ";
    categories += category_words(one, c.lang);
  }
  auto const mark = clock_mark(c.lang, c.time_separator);
  text_values v;
  v.set(p::ticket_no, c.ticket_no).set(p::category, std::move(categories)).set(p::zone, c.zone);
  v.set(p::received_date, date_text(c.received, c.lang)).set(p::received_time, time_text(c.received, mark));
  v.set(p::deadline_date, date_text(c.deadline, c.lang)).set(p::deadline_time, time_text(c.deadline, mark));
  return say(care_ticket_received, c.lang, v);
}

said ticket_answer_text(language lang, std::string const& citizen_name, std::string const& ticket_no,
                        std::string const& answer) {
  text_values v;
  v.set(p::citizen_name, citizen_name).set(p::ticket_no, ticket_no).set(p::answer, answer);
  return say(ticket_answer, lang, v);
}

std::vector<said> complaint_redirect_texts(language lang, manner on, std::string const& office_name, std::string const& complaint_channels) {
  return in_manner(on, lang, {complaint_redirect_text(lang, office_name, complaint_channels)});
}

static text_values new_estimate_of(new_answer_event const& c) {
  bool const id = c.lang == language::id;
  std::string when = id ? "secepatnya" : "as soon as possible";
  if (c.deadline)
    when = (id ? "paling lambat " : "by ") + date_text(*c.deadline, c.lang) + (id ? " pukul " : ", ") +
           time_text(*c.deadline, clock_mark(c.lang, c.time_separator)) + " " + c.zone;
  return text_values().set(p::new_estimate, std::move(when));
}

std::vector<said> answer_withdrawn_texts(new_answer_event const& c) { return in_manner(c.on, c.lang, {say(answer_withdrawn, c.lang, new_estimate_of(c))}); }
std::vector<said> answer_denied_texts(new_answer_event const& c) { return in_manner(c.on, c.lang, {say(answer_denied, c.lang, new_estimate_of(c))}); }

std::vector<said> closing_texts(closing_event const& c) {
  std::vector<said> texts;
  if (c.to_compliance) texts.push_back(complaint_redirect_text(c.lang, c.office_name, c.complaint_channels));
  if (!c.other_office.empty())
    texts.push_back(say(redirected, c.lang,
                        text_values().set(p::other_office, c.other_office).set(p::other_contact, c.other_contact)));
  if (!c.unanswered.empty())
    texts.push_back(say(ended_unanswered, c.lang, text_values().set(p::reference_no, c.unanswered)));
  else if (c.no_reply)
    texts.push_back(say(closed_no_reply, c.lang));
  else
    texts.push_back(say(text_key::closing, c.lang, text_values().set(p::office_name, c.office_name)));
  if (!c.survey_url.empty()) texts.push_back(say(survey, c.lang, text_values().set(p::survey_url, c.survey_url)));
  return in_manner(c.on, c.lang, std::move(texts));
}

std::vector<said> ended_ticket_texts(ticket_event const& c) {
  text_values v;
  v.set(p::ticket_no, c.ticket_no).set(p::zone, c.zone).set(p::status_url, c.status_url);
  v.set(p::deadline_date, date_text(c.deadline, c.lang));
  v.set(p::deadline_time, time_text(c.deadline, clock_mark(c.lang, c.time_separator)));
  return in_manner(c.on, c.lang, {say(ended_ticket_stays, c.lang, v)});
}

std::vector<said> duplicate_texts(language lang, manner on, std::string const& ticket_no) {
  return in_manner(on, lang, {say(duplicate_merged, lang, text_values().set(p::ticket_no, ticket_no))});
}

std::vector<said> no_question_texts(language lang, manner on) {
  return in_manner(on, lang, {say(ask_question, lang)});
}

}  // namespace sahut::texts
