// Files with messages: uploaded and sent, fetched from platforms, sent to them, seen by nobody else, gone when nobody sent them.
#include "gateway/records/media_form.hpp"
#include "gateway/service/core/media_link.hpp"
#include "gateway/wire/frames.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

using std::chrono::hours;

struct media : testing::Test {
  media() {
    w.add_worker("w1");
    w.pass(seconds{1});
  }
  uploads& side() { return w.here().uploaded; }
  media_file uploads_a(std::string bytes, media_origin from, std::string owner, std::string name = "surat.pdf") {
    memory_source source(std::move(bytes));
    auto kept = w.run(w.files.keep(source, 1 << 20)).value();
    attachment a;
    a.kind = kept.kind;
    a.type = kept.type;
    a.bytes = kept.bytes;
    a.object = kept.object;
    a.key = kept.key;
    return w.run(side().add(from, std::move(owner), std::move(name), std::move(a))).value();
  }
  media_file uploads_as(visitor_identity const& who, std::string bytes) { return uploads_a(std::move(bytes), media_origin::citizen, who.conversation.text()); }
  result<visitor_sent> sends(visitor_identity who, std::string text, std::vector<media_id> ids, std::string id, std::string owner = {}) {
    if (owner.empty()) owner = who.conversation.text();
    return w.run(w.here().citizen_side.send(who, std::move(id), written(std::move(text), {std::move(ids), media_origin::citizen, owner}), false));
  }
  std::optional<filed_media> found(media_id id) { return w.run(side().find(std::move(id))).value(); }
  std::string bytes_of(filed_media const& f) {
    auto source = w.run(w.files.open(f.what.object, f.what.key)).value();
    return w.run(read_all(*source)).value();
  }
  std::vector<attachment> carried(conversation_id c, std::size_t seq) {
    auto const page = w.log(std::move(c));
    return attachments_now(page.messages.at(seq - 1), page.noted.at(seq - 1));
  }
  media_file record(media_id id) {
    auto reading = w.here().shared.repo.begin_reading(w.here().shared.forms);
    return *w.run(reading.load<media_file>(id.text())).value();
  }
  conversation_id citizen(std::string contact = "c1") { return w.of_contact("fb", contact); }
  world w;
};

TEST_F(media, that_is_uploaded_and_sent_lies_in_the_message_with_its_key_and_no_longer_in_its_record) {
  auto const who = w.visitor("ani");
  auto const file = uploads_as(who, "%PDF isi");
  EXPECT_TRUE(file.id.text().starts_with("PRI-"));
  auto const sent = sends(who, "Ini suratnya.", {file.id}, "v1").value();
  auto const a = carried(sent.conversation, sent.seq).at(0);
  EXPECT_EQ(a.state, file_state::ready);
  EXPECT_EQ(a.name, "surat.pdf");
  EXPECT_EQ(a.type, "application/pdf");
  EXPECT_EQ(a.bytes, 8u);
  EXPECT_TRUE(record(file.id).key.empty());
  auto const open = found(file.id).value();
  EXPECT_EQ(open.seq, sent.seq);
  EXPECT_EQ(open.of->record.id, sent.conversation);
  EXPECT_EQ(bytes_of(open), "%PDF isi");
}

TEST_F(media, may_be_all_that_is_said) {
  auto const who = w.visitor("ani");
  auto const file = uploads_as(who, "JPEG");
  auto const sent = sends(who, "", {file.id}, "v1").value();
  EXPECT_EQ(w.log(sent.conversation).messages.at(sent.seq - 1).kind, message_kind::image);
  EXPECT_TRUE(w.waiting(sent.conversation));
  EXPECT_FALSE(w.record(sent.conversation)->record.active.back().courtesy_only);
}

TEST_F(media, sent_again_under_the_same_id_gets_the_first_answer_and_other_content_is_refused) {
  auto const who = w.visitor("ani");
  auto const one = uploads_as(who, "%PDF 1"), other = uploads_as(who, "%PDF 2");
  auto const first = sends(who, "x", {one.id}, "v1").value();
  EXPECT_EQ(sends(who, "x", {one.id}, "v1").value().seq, first.seq);
  EXPECT_EQ(sends(who, "x", {other.id}, "v1").error().code, errc::id_reused);
  EXPECT_EQ(sends(who, "x", {}, "v1").error().code, errc::id_reused);
  EXPECT_TRUE(record(other.id).conversation.empty());
}

TEST_F(media, whose_message_was_written_though_its_reply_was_lost_is_sent_once) {
  auto const who = w.visitor("ani");
  auto const one = uploads_as(who, "%PDF 1");
  w.workers.front()->way->lose_next_reply();
  EXPECT_EQ(sends(who, "x", {one.id}, "v1").error().code, errc::unavailable);
  EXPECT_EQ(sends(who, "x", {one.id}, "v1").value().seq, 1u);
  EXPECT_EQ(bytes_of(found(one.id).value()), "%PDF 1");
}

TEST_F(media, of_somebody_else_of_nobody_or_of_another_message_is_refused_by_its_place) {
  auto const ani = w.visitor("ani"), budi = w.visitor("budi");
  auto const hers = uploads_as(ani, "%PDF a"), officers = uploads_a("%PDF o", media_origin::officer, ani.conversation.text());
  auto const refused = [&](visitor_identity const& who, std::vector<media_id> ids, std::string path) {
    auto const r = sends(who, "x", std::move(ids), "v-" + std::to_string(++w.ids));
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().code, errc::bad_field);
    EXPECT_EQ(r.error().path, path);
  };
  refused(budi, {hers.id}, "attachments[0].media");
  refused(ani, {hers.id, media_id("PRI-nothing")}, "attachments[1].media");
  refused(ani, {officers.id}, "attachments[0].media");
  sends(ani, "x", {hers.id}, "v1").value();
  refused(ani, {hers.id}, "attachments[0].media");
}

TEST_F(media, that_nobody_sent_goes_after_a_day_with_its_bytes) {
  auto const who = w.visitor("ani");
  auto const sent = uploads_as(who, "%PDF sent"), left = uploads_as(who, "%PDF left");
  sends(who, "x", {sent.id}, "v1").value();
  w.pass(hours{23});
  EXPECT_TRUE(found(left.id));
  w.pass(hours{2});
  EXPECT_FALSE(found(left.id));
  EXPECT_FALSE(w.files.objects.contains(left.object));
  EXPECT_EQ(bytes_of(found(sent.id).value()), "%PDF sent");
  EXPECT_EQ(sends(who, "y", {left.id}, "v2").error().code, errc::bad_field);
}

TEST_F(media, of_a_platform_is_fetched_after_its_message_was_taken_in) {
  w.messenger.files["https://cdn/1"] = "JPEG satu";
  w.hook("fb", body::with_files("c1", "m1", "Lihat foto ini", {"https://cdn/1"}));
  w.pass(seconds{5});
  auto const a = carried(citizen(), 1).at(0);
  EXPECT_EQ(a.state, file_state::ready);
  EXPECT_EQ(a.type, "image/jpeg");
  EXPECT_EQ(a.bytes, 9u);
  EXPECT_EQ(bytes_of(found(a.media).value()), "JPEG satu");
  EXPECT_EQ(w.messenger.files_asked.size(), 1u);
}

TEST_F(media, that_cannot_be_fetched_is_tried_again_and_stops_neither_its_message_nor_another_file) {
  w.messenger.files["https://cdn/1"] = connector::media_failure{false, "unreachable", {}};
  w.messenger.files["https://cdn/2"] = "JPEG dua";
  w.hook("fb", body::with_files("c1", "m1", "Dua foto", {"https://cdn/1", "https://cdn/2"}));
  w.pass(seconds{1});
  EXPECT_EQ(w.record(citizen())->record.active.size(), 1u);
  w.pass(seconds{1});
  EXPECT_EQ(carried(citizen(), 1).at(0).state, file_state::pending);
  EXPECT_EQ(carried(citizen(), 1).at(1).state, file_state::ready);
  w.messenger.files["https://cdn/1"] = "JPEG satu";
  w.pass(minutes{2});
  EXPECT_EQ(carried(citizen(), 1).at(0).state, file_state::ready);
}

TEST_F(media, that_stays_unreachable_is_given_up_with_its_reason) {
  w.messenger.files["https://cdn/1"] = connector::media_failure{false, "unreachable", {}};
  w.hook("fb", body::with_files("c1", "m1", "Foto", {"https://cdn/1", "https://cdn/gone"}));
  w.pass(hours{3});
  EXPECT_EQ(carried(citizen(), 1).at(0).state, file_state::failed);
  EXPECT_EQ(carried(citizen(), 1).at(0).reason, "unreachable");
  EXPECT_EQ(carried(citizen(), 1).at(1).reason, "gone");
  EXPECT_EQ(std::count(w.messenger.files_asked.begin(), w.messenger.files_asked.end(), "https://cdn/1"), static_cast<std::ptrdiff_t>(fetch_attempts_most));
  EXPECT_EQ(std::count(w.messenger.files_asked.begin(), w.messenger.files_asked.end(), "https://cdn/gone"), 1);
}

TEST_F(media, that_is_another_than_its_platform_told_of_is_fetched_again_and_in_the_end_given_up) {
  w.files.fault = error{errc::unavailable, "altered", ""};
  w.messenger.files["https://cdn/1"] = "JPEG satu";
  w.hook("fb", body::with_files("c1", "m1", "Foto", {"https://cdn/1"}));
  w.pass(seconds{5});
  EXPECT_EQ(carried(citizen(), 1).at(0).state, file_state::pending);
  w.pass(hours{3});
  EXPECT_EQ(carried(citizen(), 1).at(0).state, file_state::failed);
  EXPECT_EQ(carried(citizen(), 1).at(0).reason, "altered");
  EXPECT_EQ(w.messenger.files_asked.size(), static_cast<std::size_t>(fetch_attempts_most));
}

struct refusal {
  std::string_view name;
  errc fault;
  file_state state;
  std::string_view reason;
};
struct refused_media : media, testing::WithParamInterface<refusal> {};
TEST_P(refused_media, says_why) {
  w.files.fault = error{GetParam().fault, "", ""};
  w.messenger.files["https://cdn/1"] = "JPEG";
  w.hook("fb", body::with_files("c1", "m1", "Foto", {"https://cdn/1"}));
  w.pass(seconds{5});
  EXPECT_EQ(carried(citizen(), 1).at(0).state, GetParam().state);
  EXPECT_EQ(carried(citizen(), 1).at(0).reason, GetParam().reason);
}
INSTANTIATE_TEST_SUITE_P(each, refused_media,
                         testing::Values(refusal{"too_large", errc::too_long, file_state::refused, "too_large"},
                                         refusal{"infected", errc::forbidden, file_state::refused, "infected"},
                                         refusal{"empty", errc::bad_field, file_state::failed, "gone"},
                                         refusal{"storage_away", errc::unavailable, file_state::pending, ""}),
                         [](auto const& i) { return std::string(i.param.name); });

TEST_F(media, of_a_message_that_was_taken_back_is_served_no_more_and_its_bytes_go) {
  w.messenger.files["https://cdn/1"] = "JPEG satu";
  w.hook("fb", body::with_files("c1", "m1", "Foto", {"https://cdn/1"}));
  w.pass(seconds{5});
  auto const a = carried(citizen(), 1).at(0);
  w.hook("fb", body::unsent("c1", "e1", "m1"));
  w.pass(seconds{5});
  EXPECT_FALSE(found(a.media));
  EXPECT_FALSE(w.files.objects.contains(a.object));
}

TEST_F(media, of_a_message_that_was_taken_back_before_it_was_fetched_is_not_fetched) {
  w.messenger.files["https://cdn/1"] = connector::media_failure{false, "unreachable", {}};
  w.hook("fb", body::with_files("c1", "m1", "Foto", {"https://cdn/1"}));
  w.pass(seconds{1});
  w.hook("fb", body::unsent("c1", "e1", "m1"));
  w.pass(seconds{1});
  auto const asked = w.messenger.files_asked.size();
  w.messenger.files["https://cdn/1"] = "JPEG satu";
  w.pass(minutes{10});
  EXPECT_LE(w.messenger.files_asked.size(), asked + 1);
  EXPECT_TRUE(w.files.objects.empty());
}

TEST_F(media, that_waits_to_be_fetched_is_fetched_by_the_next_owner) {
  w.messenger.files["https://cdn/1"] = connector::media_failure{false, "unreachable", {}};
  w.hook("fb", body::with_files("c1", "m1", "Foto", {"https://cdn/1"}));
  w.pass(seconds{2});
  w.add_worker("w2");
  w.workers.front()->kill();
  std::swap(w.workers.front(), w.workers.back());
  w.messenger.files["https://cdn/1"] = "JPEG satu";
  w.pass(minutes{5});
  EXPECT_EQ(carried(citizen(), 1).at(0).state, file_state::ready);
}

TEST_F(media, whose_records_cannot_be_read_stand_in_no_other_files_way) {
  auto& d = w.here().shared;
  transaction t;
  for (int i = 0; i < 6; ++i) {
    auto const id = "PRI-torn" + std::to_string(i);
    t.records.emplace_back();
    t.records.back().key = d.space.record(record_form<media_file>::kind, id);
    t.records.back().new_version = true;
    t.records.back().set = {{"r", "torn"}, {"k", "torn"}};
    t.operations.push_back(sorted_add{d.space.list(media_list("fb")), id, 0});
  }
  ASSERT_TRUE(w.run(w.store->commit(std::move(t))));
  w.messenger.files["https://cdn/1"] = "JPEG satu";
  w.hook("fb", body::with_files("c1", "m1", "Foto", {"https://cdn/1"}));
  w.pass(seconds{10});
  EXPECT_EQ(carried(citizen(), 1).at(0).state, file_state::ready);
}

TEST_F(media, of_more_files_than_a_message_may_bring_is_told_and_the_message_stands) {
  std::vector<std::string> addresses;
  for (std::size_t i = 0; i < 3 * files_fetched_most; ++i) {
    addresses.push_back("https://cdn/" + std::to_string(i));
    w.messenger.files[addresses.back()] = "JPEG";
  }
  w.hook("fb", body::with_files("c1", "m1", "Banyak foto", addresses));
  w.pass(minutes{1});
  auto const all = carried(citizen(), 1);
  ASSERT_EQ(all.size(), addresses.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].state, i < files_fetched_most ? file_state::ready : file_state::refused) << i;
    if (i >= files_fetched_most) {
      EXPECT_EQ(all[i].reason, "too_many");
    }
  }
}

TEST_F(media, that_came_twice_is_one_file) {
  w.messenger.files["https://cdn/1"] = "JPEG satu";
  for (int i = 0; i < 2; ++i) w.hook("fb", body::with_files("c1", "m1", "Foto", {"https://cdn/1"}));
  w.pass(seconds{5});
  EXPECT_EQ(w.messenger.files_asked.size(), 1u);
  EXPECT_EQ(w.files.objects.size(), 1u);
}

struct officers_media : media {
  officers_media() {
    sari = w.officer("sari");
    w.present("sari");
    w.hook("fb", body::said("c1", "m1", "Boleh minta formulirnya?"));
    w.pass(seconds{6});
    w.messenger.sent.clear();
  }
  result<officer_done> answers(std::string text, std::vector<media_id> ids) {
    auto const seen = w.record(citizen())->end;
    written what(std::move(text), {std::move(ids), media_origin::officer, "sari"});
    auto done = w.run(w.here().officer_side.say(*sari, "o-" + std::to_string(++w.ids), citizen(), purpose::answer, std::move(what), seen, nullptr));
    w.pass(seconds{3});
    return done;
  }
  std::optional<officer_window> sari;
};

TEST_F(officers_media, goes_to_the_platform_after_the_text_each_as_a_part_of_its_own) {
  auto const file = uploads_a("%PDF formulir", media_origin::officer, "sari", "formulir.pdf");
  auto const done = answers("Ini formulirnya.", {file.id}).value();
  ASSERT_EQ(w.messenger.sent.size(), 2u);
  EXPECT_EQ(w.messenger.sent[0].part.words(), "Ini formulirnya.");
  auto const* sent = std::get_if<sending::file>(&w.messenger.sent[1].part.what);
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->name, "formulir.pdf");
  EXPECT_EQ(sent->type, "application/pdf");
  EXPECT_EQ(w.messenger.file_bytes, std::vector<std::string>{"%PDF formulir"});
  EXPECT_EQ(w.log(citizen()).noted.at(done.seq - 1).state, delivery::sent);
}

TEST_F(officers_media, may_go_without_a_text) {
  auto const file = uploads_a("%PDF formulir", media_origin::officer, "sari");
  answers("", {file.id}).value();
  ASSERT_EQ(w.messenger.sent.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<sending::file>(w.messenger.sent[0].part.what));
}

TEST_F(officers_media, that_the_channel_does_not_take_is_refused_before_it_is_sent_with_what_it_takes) {
  auto const zip = uploads_a("PK", media_origin::officer, "sari", "a.zip");
  auto const r = answers("Ini.", {zip.id});
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().path, "attachments[0].media");
  EXPECT_NE(r.error().detail.find("image/jpeg"), std::string::npos);
  EXPECT_TRUE(w.messenger.sent.empty());
}

TEST_F(officers_media, waits_while_the_storage_is_away_and_goes_once) {
  auto const file = uploads_a("%PDF formulir", media_origin::officer, "sari");
  w.files.away = true;
  auto const done = answers("", {file.id}).value();
  EXPECT_TRUE(w.messenger.sent.empty());
  EXPECT_EQ(w.log(citizen()).noted.at(done.seq - 1).state, delivery::pending);
  w.files.away = false;
  w.pass(minutes{1});
  EXPECT_EQ(w.messenger.file_bytes.size(), 1u);
  EXPECT_EQ(w.log(citizen()).noted.at(done.seq - 1).state, delivery::sent);
}

TEST_F(media, address_for_a_platform_opens_one_file_for_an_hour) {
  auto& d = w.here().shared;
  media_id const one("PRI-one"), other("PRI-other");
  auto const link = media_link(d, one, w.time.now() + hours{1});
  auto const query = link.substr(link.find("link=") + 5);
  EXPECT_TRUE(link.starts_with("https://sahut.example/api/v1/media/PRI-one?link="));
  EXPECT_TRUE(is_media_link(d, one, query));
  EXPECT_FALSE(is_media_link(d, other, query));
  for (std::size_t i = 0; i < query.size(); ++i) {
    auto changed = query;
    changed[i] = changed[i] == '1' ? '2' : '1';
    EXPECT_FALSE(is_media_link(d, one, changed)) << i;
  }
  for (auto const* nothing : {"", ".", "x.y", "9999999999999."}) EXPECT_FALSE(is_media_link(d, one, nothing));
  w.pass(hours{1});
  EXPECT_FALSE(is_media_link(d, one, query));
}

}  // namespace
}  // namespace sahut::test
