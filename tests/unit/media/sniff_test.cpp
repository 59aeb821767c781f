// Files that say what they are, and files that lie.
#include "gateway/media/sniff.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "tests/unit/media/sources.hpp"

namespace sahut::media {
namespace {

using namespace std::string_literals;

struct seen {
  std::string what, content, type;
  message_kind kind;
};

auto const image = message_kind::image, audio = message_kind::audio, video = message_kind::video, file = message_kind::file;
std::string const octets{unknown_type};

std::string const png = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0"s + std::string(40, '\0');
std::string const jpeg = "\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"s + std::string(40, '\0');
std::string const gif = "GIF89a\x10\0\x10\0\xf0\0\0"s + std::string(40, '\0');
std::string const script = "<script>alert(document.cookie)</script>";

// A zip's local head, stored, so that what it begins with is what an office's file begins with.
std::string zip_entry(std::string const& name, std::string const& content) {
  auto const le = [](std::size_t v, int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += static_cast<char>(v >> 8 * i);
    return out;
  };
  return "PK\x03\x04\x14\0\0\0\0\0\0\0\0\0"s + le(0, 4) + le(content.size(), 4) + le(content.size(), 4) + le(name.size(), 2) + le(0, 2) + name + content;
}

std::vector<seen> const files = {
    {"png", png, "image/png", image},
    {"jpeg", jpeg, "image/jpeg", image},
    {"gif", gif, "image/gif", image},
    {"webp", "RIFF\x40\0\0\0WEBPVP8 "s + std::string(60, '\0'), "image/webp", image},
    {"heic", "\0\0\0\x18" "ftypheic\0\0\0\0mif1heic"s + std::string(40, '\0'), "image/heic", image},
    {"mp3 with its words", "ID3\x04\0\0\0\0\0\x0a"s + std::string(10, '\0') + "\xff\xfb\x90\x64"s + std::string(400, '\0'), "audio/mpeg", audio},
    {"opus", "OggS\0\x02\0\0\0\0\0\0\0\0\x01\x02\x03\x04\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x01"s + std::string(40, '\0'), "audio/ogg", audio},
    {"wav", "RIFF\x40\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x44\xac\0\0"s + std::string(40, '\0'), "audio/wav", audio},
    {"amr", "#!AMR\n"s + std::string(40, '\x3c'), "audio/amr", audio},
    {"m4a", "\0\0\0\x20" "ftypM4A \0\0\0\0M4A mp42isom"s + std::string(40, '\0'), "audio/mp4", audio},
    {"mp4", "\0\0\0\x18" "ftypisom\0\0\x02\0isommp42"s + std::string(40, '\0'), "video/mp4", video},
    {"3gp", "\0\0\0\x18" "ftyp3gp5\0\0\x02\0" "3gp5isom"s + std::string(40, '\0'), "video/3gpp", video},
    {"quicktime", "\0\0\0\x14" "ftypqt  \0\0\x02\0qt  "s + std::string(40, '\0'), "video/quicktime", video},
    {"pdf", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"s, "application/pdf", file},
    {"text", "Selamat pagi, kontainer saya belum keluar.\nTerima kasih.\n", "text/plain", file},
    {"docx",
     zip_entry("[Content_Types].xml", "<?xml version=\"1.0\"?><Types/>") + zip_entry("_rels/.rels", "<Relationships/>") + zip_entry("word/document.xml", "<w:document/>"),
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document", file},
    {"docx in LibreOffice's order",
     zip_entry("_rels/.rels", "<Relationships/>") + zip_entry("docProps/core.xml", "<x/>") + zip_entry("docProps/app.xml", "<x/>") +
         zip_entry("word/_rels/document.xml.rels", "<x/>") + zip_entry("word/document.xml", "<x/>") + zip_entry("[Content_Types].xml", "<Types/>"),
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document", file},
    {"a folder word in a zip", zip_entry("a.txt", "hello, this is a text") + zip_entry("word/letter.txt", "hello"), "application/zip", file},
    {"xlsx", zip_entry("[Content_Types].xml", "<?xml version=\"1.0\"?><Types/>") + zip_entry("_rels/.rels", "<Relationships/>") + zip_entry("xl/workbook.xml", "<workbook/>"),
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file},
    {"odt", zip_entry("mimetype", "application/vnd.oasis.opendocument.text") + zip_entry("content.xml", "<x/>"), "application/vnd.oasis.opendocument.text", file},
    {"zip", zip_entry("a.txt", "hello, this is a text"), "application/zip", file},
    {"gzip", "\x1f\x8b\x08\0\0\0\0\0\0\x03"s + std::string(40, 'x'), "application/gzip", file},

    {"html", "<!DOCTYPE html><html><body>" + script + "</body></html>", octets, file},
    {"html after spaces", std::string(200, ' ') + "<html>" + script, octets, file},
    {"html with a byte order mark", "\xef\xbb\xbf<html><body>" + script, octets, file},
    {"xhtml", "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><script/></html>", octets, file},
    {"svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", octets, file},
    {"svg as xml", "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>", octets, file},
    {"xml", "<?xml version=\"1.0\"?><a/>", octets, file},
    {"shell script", "#!/bin/sh\nrm -rf /\n", octets, file},
    {"python", "#!/usr/bin/env python3\nprint(1)\n", octets, file},
    {"php", "<?php system($_GET['c']); ?>", octets, file},
    {"batch file", "@echo off\r\ndel /q *.*\r\n", octets, file},
    {"windows program", "MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0"s + std::string(44, '\0') + "\x80\0\0\0"s + std::string(64, '\0') + "PE\0\0\x4c\x01"s + std::string(200, '\0'), octets, file},
    {"linux program", "\x7f" "ELF\x02\x01\x01"s + std::string(9, '\0') + "\x02\0\x3e\0\x01\0\0\0"s + std::string(60, '\0'), octets, file},
    {"java class", "\xca\xfe\xba\xbe\0\0\0\x34\0\x1d"s + std::string(40, '\0'), octets, file},
    {"nothing known", "\x01\x02\x03\x04\x05\x06"s, octets, file},
    {"a single zero", "\0"s, octets, file},

    // They lie: what stands first decides, and what is shown of it later is asked for as that.
    {"html behind a png's signature cut short", "\x89PN" + script, octets, file},
    {"a script in a gif's comment", gif + script, "image/gif", image},
    {"html in a pdf", "%PDF-1.4\n" + script, "application/pdf", file},
    {"a program in a jpeg's tail", jpeg + "MZ\x90", "image/jpeg", image},
};

TEST(sniff, tells_what_a_file_is_from_its_first_bytes) {
  type_sniffer types;
  for (auto const& f : files) {
    auto const found = types.look_at(std::as_bytes(std::span(f.content)));
    EXPECT_EQ(found.type, f.type) << f.what;
    EXPECT_EQ(found.kind, f.kind) << f.what;
  }
}

TEST(sniff, believes_no_name_and_no_type_that_is_not_in_its_list) {
  for (std::string_view const dangerous :
       {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/javascript", "text/javascript", "text/x-shellscript", "application/x-executable",
        "application/x-dosexec", "application/x-msdownload", "application/java-archive", "message/rfc822", "", "image/", "IMAGE/PNG", "image/png; charset=binary"})
    EXPECT_EQ(known_type(dangerous), sniffed{}) << dangerous;
}

TEST(sniff, may_be_asked_by_several_threads_at_one_time) {
  type_sniffer types;
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        auto const& f = files[static_cast<std::size_t>(t * 7 + i) % files.size()];
        if (types.look_at(std::as_bytes(std::span(f.content))).type != f.type) ++wrong;
      }
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace sahut::media
