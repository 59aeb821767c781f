#pragma once
// A ticket or request as its citizen reads it over HTTP: nothing internal, no identity.
#include "gateway/service/core/desk.hpp"
#include "gateway/service/talk/filings.hpp"
#include "gateway/wire/json_writer.hpp"

namespace sahut {

// The ticket object of the contract, §6.1, without the braces around it.
void put_ticket(wire::json_writer& w, desk& d, conversation const& c, ticket const& tk, utc_time received, std::string_view solution);
std::string ticket_document(desk& d, conversation const& c, ticket const& tk);

// What GET of one number answers: that object or a request's, its clock, its office and its newest messages.
std::string status_document(desk& d, numbered const& of, std::vector<logged_message> const& thread, std::string_view solution);

// `policy`: how the office counts the deadline of a filed ticket, in words.
void put_policy(wire::json_writer& w, calendar const& hours);
// What filing and reopening answer.
std::string receipt_document(desk& d, ticket const& tk);

}  // namespace sahut
