#include "gateway/wire/requests.hpp"

#include <gtest/gtest.h>

using namespace sahut;
using wire::request_frame;

namespace {

wire::frame_limits const limits{.id_chars = 64, .text_chars = 10, .field_chars = 5, .depth = 6, .documents = 2};

result<request_frame> read(std::string_view text) { return request_frame::parse(text, limits); }

// The same frame with a nested field before its own: the general decoder reads it instead of the one for plain frames.
std::string with_nesting(std::string_view frame) {
  auto const brace = frame.find('{') + 1;
  return std::string(frame.substr(0, brace)) + R"("~":{},)" + std::string(frame.substr(brace));
}

// What every getter says of a field, in words.
std::string told(request_frame const& f, std::string_view key) {
  std::string out = f.has(key) ? "has " : "lacks ";
  auto const text = f.optional_text(key);
  out += text ? "text=" + *text : text.error().detail;
  auto const name = f.optional_name(key);
  out += name ? " name=" + name->value_or("-") : " " + name.error().detail;
  auto const number = f.optional_number(key);
  out += number ? " number=" + (*number ? std::to_string(**number) : "-") : " " + number.error().detail;
  return out;
}

TEST(request_frames, plain_and_nested_frames_are_read_alike) {
  for (std::string_view const frame : {
           R"({"type":"message.send","id":"a-1","text":"apa kabar"})",
           "\t{ \"type\" : \"x\" , \"id\":\"b\" ,\r\n\"n\": 7 }\n ",
           R"({"n":0,"id":"","text":" "})",
           R"({"n":18446744073709551615,"text":"lebih dari sepuluh huruf"})",
           R"({"n":1,"n":2,"text":"a","text":"b"})",
           R"({"n":"1","text":5})",
           R"({"n":1.5})",
           R"({"n":-1})",
           R"({"n":1e3})",
           R"({"n":18446744073709551616})",
           R"({"n":null,"text":null})",
           R"({"n":true,"text":false})",
           R"({"text":"kutip \" garis \\ baris \n"})",
           R"({"text":"\u00e9\ud83d\ude00"})",
           "{\"text\":\"é😀\"}",
       }) {
    auto const plain = read(frame);
    auto const nested = read(with_nesting(frame));
    ASSERT_TRUE(plain) << frame;
    ASSERT_TRUE(nested) << frame;
    EXPECT_EQ(plain->type(), nested->type()) << frame;
    EXPECT_EQ(plain->id(), nested->id()) << frame;
    for (auto const* key : {"id", "type", "n", "text", "absent"}) EXPECT_EQ(told(*plain, key), told(*nested, key)) << frame;
  }
}

TEST(request_frames, what_is_not_one_json_object_is_refused) {
  for (std::string_view const frame :
       {"", " ", "{", "}", "{}{}", "{} x", "[]", "\"a\"", "5", "null", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":01}",
        "{\"a\":1 2}", "{\"a\":1", "{\"a\":\"", "{\"a\":\"b", "{a:1}", "{'a':1}", "{\"a\":\"\n\"}", "{\"a\":\"\x80\"}",
        "{\"a\":\"\\x\"}", "{\"a\":1.}", "{\"a\":+1}"}) {
    auto const f = read(frame);
    ASSERT_FALSE(f) << frame;
    EXPECT_EQ(f.error().code, errc::bad_json) << frame;
  }
  EXPECT_TRUE(read("{}"));
}

TEST(request_frames, half_of_a_surrogate_pair_is_a_fault_of_its_field) {
  struct {
    char const *frame, *path;
  } const cases[] = {{R"({"type":"x","id":"a","text":"\ud83d"})", "text"},
                     {R"({"text":"\ude00 ya","id":"a"})", "text"},
                     {R"({"text":"\ud83d\ud83d\ude00","id":"a"})", "text"},
                     {R"({"id":"a","documents":[{"kind":"\uDC00"}]})", "documents"},
                     {R"({"id":"a","\ud800":1})", ""}};
  for (auto const& c : cases) {
    std::string re;
    auto const f = request_frame::parse(c.frame, limits, re);
    ASSERT_FALSE(f) << c.frame;
    EXPECT_EQ(f.error().code, errc::bad_field) << c.frame;
    EXPECT_EQ(f.error().path, c.path) << c.frame;
    EXPECT_EQ(re, "a") << c.frame;
  }
  EXPECT_TRUE(read(R"({"text":"\ud83d\ude00"})"));
  EXPECT_TRUE(read(R"({"text":"\\ud83d"})"));
  for (auto const* broken : {R"({"text":"\ud83d")", R"(["\ud83d"])", R"({"text":"\ud83d","id"})"})
    EXPECT_EQ(read(broken).error().code, errc::bad_json) << broken;
}

TEST(request_frames, nesting_has_a_limit) {
  EXPECT_TRUE(read(R"({"a":[[[[[1]]]]]})"));
  auto const deep = read(R"({"a":[[[[[[1]]]]]]})");
  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error().detail, "the frame is nested too deeply");
  EXPECT_FALSE(read(std::string(200'000, '[')));
}

TEST(request_frames, the_last_of_a_repeated_name_counts) {
  auto const f = read(R"({"text":"a","text":"b","documents":[],"documents":7})");
  EXPECT_EQ(*f->text("text"), "b");
  EXPECT_EQ(f->documents().error().path, "documents");
}

TEST(request_frames, fields_are_bounded_and_typed) {
  auto const f = read(R"({"id":"1","text":"sebelas hur","name":"enam h","blank":" ","n":"7","o":{},"l":[]})");
  EXPECT_EQ(f->text("text").error().code, errc::too_long);
  EXPECT_EQ(f->name("name").error().code, errc::too_long);
  EXPECT_EQ(f->text("blank").error().code, errc::bad_field);
  EXPECT_EQ(f->number("n").error().code, errc::bad_field);
  EXPECT_EQ(f->optional_text("o").error().code, errc::bad_field);
  EXPECT_EQ(f->optional_text("l").error().code, errc::bad_field);
  EXPECT_EQ(f->text("absent").error().path, "absent");
  EXPECT_EQ(read("{\"text\":\"éééééééééé\"}")->text("text")->size(), 20u);  // characters are counted, not bytes
}

TEST(request_frames, an_id_is_needed_and_short) {
  EXPECT_EQ(read("{}")->required_id().error().code, errc::bad_field);
  EXPECT_EQ(read(R"({"id":7})")->required_id().error().code, errc::bad_field);
  EXPECT_EQ(read(R"({"id":""})")->required_id().error().code, errc::bad_field);
  EXPECT_EQ(read(R"({"id":")" + std::string(65, 'i') + "\"}")->required_id().error().code, errc::too_long);
  EXPECT_EQ(*read(R"({"id":")" + std::string(64, 'i') + "\"}")->required_id(), std::string(64, 'i'));
}

TEST(request_frames, an_id_that_can_be_read_is_told_beside_a_fault) {
  auto const re_of = [](std::string const& frame) {
    std::string re = "before";
    (void)request_frame::parse(frame, {}, re);
    return re;
  };
  EXPECT_EQ(re_of(R"({"id":"a","text":"b"})"), "a");
  EXPECT_EQ(re_of(R"({"x":)" + std::string(100, '[') + std::string(100, ']') + R"(,"id":"after"})"), "after");
  EXPECT_EQ(re_of(R"({"id":"torn","text")"), "torn");
  EXPECT_EQ(re_of(R"({"id":")" + std::string(256, 'i') + "\"}"), std::string(256, 'i'));
  EXPECT_EQ(re_of(R"({"id":")" + std::string(257, 'i') + "\"}"), "");
  EXPECT_EQ(re_of(R"({"id":5})"), "");
  EXPECT_EQ(re_of("[]"), "");
}

TEST(request_frames, attachments_name_uploads) {
  for (std::string_view const none : {"{}", R"({"attachments":null})", R"({"attachments":[]})"}) EXPECT_TRUE(read(none)->attachments()->empty()) << none;
  EXPECT_EQ(read(R"({"attachments":[{"media":"PRI-a","more":1},{"media":"PRI-b"}]})")->attachments().value(),
            (std::vector<media_id>{media_id("PRI-a"), media_id("PRI-b")}));
  auto const fault = [](std::string_view json) { return read(json)->attachments().error(); };
  EXPECT_EQ(fault(R"({"attachments":{}})").path, "attachments");
  EXPECT_EQ(fault(R"({"attachments":"a"})").path, "attachments");
  EXPECT_EQ(fault(R"({"attachments":[{}]})").path, "attachments[0].media");
  EXPECT_EQ(fault(R"({"attachments":["a"]})").path, "attachments[0].media");
  EXPECT_EQ(fault(R"({"attachments":[{"media":"a"},{"media":5}]})").path, "attachments[1].media");
  EXPECT_EQ(fault(R"({"attachments":[{"media":"a"},{"media":"a"}]})").path, "attachments[1].media");
  std::string many = R"({"attachments":[)";
  for (std::size_t i = 0; i <= files_per_message; ++i) many += R"({"media":")" + std::to_string(i) + "\"},";
  many.back() = ']';
  EXPECT_EQ(fault(many + "}").code, errc::too_long);
}

TEST(request_frames, a_text_may_be_empty_beside_attachments_alone) {
  for (std::string_view const empty : {R"({"attachments":[{"media":"a"}]})", R"({"text":" ","attachments":[{"media":"a"}]})"})
    EXPECT_EQ(read(empty)->text_beside_attachments("text").value(), "") << empty;
  for (std::string_view const empty : {"{}", R"({"text":" "})", R"({"text":"","attachments":[]})"})
    EXPECT_EQ(read(empty)->text_beside_attachments("text").error().path, "text") << empty;
}

struct documents_case {
  std::string_view json, path;
};

TEST(request_frames, documents_are_a_short_list_of_flat_objects) {
  auto const two = read(R"({"documents":[{"kind":"aju","number":"1"},{"number":"2","x":[{"kind":"no"}],"kind":"imei"}]})");
  using list = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(*two->documents(), (list{{"aju", "1"}, {"imei", "2"}}));
  EXPECT_TRUE(read("{}")->documents()->empty());
  EXPECT_TRUE(read(R"({"documents":null})")->documents()->empty());
  for (auto const& c : {
           documents_case{R"("x")", "documents"},
           documents_case{R"({})", "documents"},
           documents_case{R"([1])", "documents[0]"},
           documents_case{R"([[]])", "documents[0]"},
           documents_case{R"([{"kind":"a","number":"1"},{"kind":"b"}])", "documents[1].number"},
           documents_case{R"([{"kind":5,"number":"1"}])", "documents[0].kind"},
           documents_case{R"([{"kind":"a","kind":{},"number":"1"}])", "documents[0].kind"},
           documents_case{R"([{"kind":"enam h","number":"1"}])", "documents[0].kind"},
           documents_case{R"([{"kind":"","number":""}])", "documents[0].kind"},
           documents_case{R"([{"kind":"aju","number":" "}])", "documents[0].number"},
           documents_case{R"([{"kind":"a","number":"1"},{"kind":"a","number":"1"},{"kind":"a","number":"1"}])", "documents"},
       }) {
    auto const f = read(R"({"documents":)" + std::string(c.json) + "}");
    ASSERT_TRUE(f) << c.json;
    auto const documents = f->documents();
    ASSERT_FALSE(documents) << c.json;
    EXPECT_EQ(documents.error().path, c.path) << c.json;
  }
}

TEST(request_frames, an_object_of_names_is_flat_and_of_strings) {
  auto const of = [](std::string_view text) { return read(text)->object_of_names("to"); };
  EXPECT_EQ(of(R"({"to":{"role":"abc","unit":"d"}})").value(), (std::map<std::string, std::string>{{"role", "abc"}, {"unit", "d"}}));
  EXPECT_TRUE(of(R"({"to":{}})").value().empty());
  EXPECT_TRUE(of(R"({"to":null})").value().empty());
  EXPECT_TRUE(of("{}").value().empty());
  EXPECT_EQ(of(R"({"to":"abc"})").error().path, "to");
  EXPECT_EQ(of(R"({"to":["abc"]})").error().path, "to");
  EXPECT_EQ(of(R"({"to":{"role":7}})").error().path, "to.role");
  EXPECT_EQ(of(R"({"to":{"role":{"role":"abc"}}})").error().path, "to.role");
  EXPECT_EQ(of(R"({"to":{"role":"abcdef"}})").error().code, errc::too_long);
}

TEST(request_frames, names_are_a_short_list_of_strings) {
  auto const of = [](std::string_view text) { return read(text)->optional_names("categories", 2); };
  EXPECT_EQ(of(R"({"categories":["a","b"]})").value(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(of(R"({"categories":[]})").value(), std::vector<std::string>{});
  EXPECT_FALSE(of("{}").value());
  EXPECT_EQ(of(R"({"categories":"a"})").error().path, "categories");
  EXPECT_EQ(of(R"({"categories":["a",1]})").error().path, "categories[1]");
  EXPECT_EQ(of(R"({"categories":["a",{"b":"c"}]})").error().path, "categories[1]");
  EXPECT_EQ(of(R"({"categories":["a","b","c"]})").error().code, errc::too_long);
  EXPECT_EQ(of(R"({"categories":["abcdef"]})").error().code, errc::too_long);
}

TEST(request_frames, names_are_lines_and_texts_have_no_null) {
  auto const wide = wire::frame_limits{.id_chars = 64, .text_chars = 100, .field_chars = 50, .depth = 6, .documents = 2};
  struct {
    char const *escape, *why;
  } const broken[] = {{"\\n", "line breaks"}, {"\\r", "line breaks"}, {"\\u2028", "line breaks"}, {"\\t", "control"}, {"\\u0000", "control"}, {"\\u0007", "control"},
                      {"\\u009b", "control"}, {"\\u202e", "direction"}, {"\\u2067", "direction"}};
  for (auto const& b : broken) {
    auto const value = "\"a" + std::string(b.escape) + "b\"";
    auto const frame = request_frame::parse("{\"n\":" + value + ",\"o\":{\"k\":" + value + "},\"l\":[\"a\"," + value + "],\"documents\":[{\"kind\":\"aju\",\"number\":" + value + "}]}", wide);
    ASSERT_TRUE(frame) << b.escape;
    auto const check = [&](error const& e, std::string_view path) {
      EXPECT_EQ(e.code, errc::bad_field) << b.escape;
      EXPECT_EQ(e.path, path) << b.escape;
      EXPECT_NE(e.detail.find(b.why), std::string::npos) << b.escape << ": " << e.detail;
    };
    check(frame->name("n").error(), "n");
    check(frame->optional_name("n").error(), "n");
    check(frame->object_of_names("o").error(), "o.k");
    check(frame->optional_names("l", 9).error(), "l[1]");
    check(frame->documents().error(), "documents[0].number");
    EXPECT_TRUE(frame->secret("n")) << "a password is taken as it is";
    bool const null = b.escape == std::string_view("\\u0000");
    EXPECT_EQ(frame->text("n").has_value(), !null) << b.escape;
    EXPECT_EQ(frame->optional_text("n").has_value(), !null) << b.escape;
  }
  EXPECT_TRUE(request_frame::parse(R"({"conversation":"a\u0000"})", wide)->name("conversation")) << "an id is opaque";
  EXPECT_EQ(request_frame::parse(R"({"t":"a\u0000"})", wide)->text("t").error().path, "t");
}

TEST(request_frames, flags_and_instants_are_what_they_say) {
  EXPECT_EQ(read(R"({"sure":true})")->optional_flag("sure").value(), true);
  EXPECT_EQ(read(R"({"sure":false})")->optional_flag("sure").value(), false);
  EXPECT_EQ(read("{}")->optional_flag("sure").value(), std::nullopt);
  EXPECT_EQ(read(R"({"sure":"true"})")->optional_flag("sure").error().path, "sure");
  wire::frame_limits wide = limits;
  wide.field_chars = 40;
  auto const due = [&](std::string_view text) { return wire::request_frame::parse(text, wide)->optional_instant("due"); };
  EXPECT_EQ(due(R"({"due":"2026-11-23T08:00:00+07:00"})").value(), from_millis(1795395600000));
  EXPECT_EQ(due("{}").value(), std::nullopt);
  EXPECT_EQ(due(R"({"due":"tomorrow"})").error().path, "due");
  EXPECT_EQ(due(R"({"due":7})").error().path, "due");
}

}  // namespace
