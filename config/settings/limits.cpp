#include "config/settings/limits.hpp"

namespace sahut {

namespace {

constexpr std::int64_t kib = 1024, mib = 1024 * kib, gib = 1024 * mib;
constexpr std::int64_t many = 1'000'000'000;

constexpr count_limit counts[] = {
    {"frame_bytes", &limits::frame_bytes, 1 * kib, 16 * mib},
    {"text_chars", &limits::text_chars, 1, 1'000'000},
    {"id_chars", &limits::id_chars, 36, 256},
    {"json_depth", &limits::json_depth, 6, 64},
    {"field_chars", &limits::field_chars, 32, 4096},
    {"documents", &limits::documents, 1, 1000},
    {"visitor_messages_per_minute", &limits::visitor_messages_per_minute, 0, many},
    {"visitor_requests_per_minute", &limits::visitor_requests_per_minute, 0, many},
    {"officer_messages_per_minute", &limits::officer_messages_per_minute, 0, many},
    {"presence_changes_per_day", &limits::presence_changes_per_day, 0, many},
    {"page_messages", &limits::page_messages, 1, 500},
    {"page_bytes", &limits::page_bytes, 1 * kib, 512 * kib},
    {"output_high_bytes", &limits::output_high_bytes, 1 * kib, 1 * gib},
    {"output_bytes", &limits::output_bytes, 1 * kib, 1 * gib},
    {"connections", &limits::connections, 1, 1'000'000},
    {"connections_per_address", &limits::connections_per_address, 0, many},
    {"connections_per_officer", &limits::connections_per_officer, 0, many},
    {"requests_per_hour_per_address", &limits::requests_per_hour_per_address, 0, many},
    {"uploads_per_hour_per_address", &limits::uploads_per_hour_per_address, 0, many},
    {"failed_lookups_per_minute", &limits::failed_lookups_per_minute, 0, many},
    {"http_header_bytes", &limits::http_header_bytes, 1 * kib, 1 * mib},
    {"http_body_bytes", &limits::http_body_bytes, 1 * kib, 64 * mib},
    {"webhook_body_bytes", &limits::webhook_body_bytes, 1 * kib, 64 * mib},
    {"unauthenticated_bodies", &limits::unauthenticated_bodies, 1, 10'000},
    {"concurrent_logins", &limits::concurrent_logins, 1, 64},
    {"waiting_logins", &limits::waiting_logins, 0, 10'000},
    {"queue_requests", &limits::queue_requests, 1, many},
    {"conversations_per_office", &limits::conversations_per_office, 0, many},
    {"journal_entries", &limits::journal_entries, 1, many},
    {"journal_bytes", &limits::journal_bytes, 1 * kib, 1024 * gib},
    {"journal_attempts", &limits::journal_attempts, 1, 100},
    {"outbox_entries", &limits::outbox_entries, 1, many},
    {"outbox_attempts", &limits::outbox_attempts, 0, 1000},
    {"store_in_flight", &limits::store_in_flight, 1, 1'000'000},
    {"tickets_per_hour_per_account", &limits::tickets_per_hour_per_account, 0, 1'000'000},
    {"oidc_answer_bytes", &limits::oidc_answer_bytes, 4096, 16'777'216},
    {"commit_retries", &limits::commit_retries, 1, 100},
    {"maxmemory_percent", &limits::maxmemory_percent, 1, 99},
    {"due_batch", &limits::due_batch, 1, 64},
};

constexpr milliseconds shortest{10}, day{86'400'000};

constexpr time_limit times[] = {
    {"stuck_seconds", &limits::stuck_time, shortest, day},
    {"hello_seconds", &limits::hello_time, shortest, day},
    {"ping_seconds", &limits::ping_time, shortest, day},
    {"pong_seconds", &limits::pong_time, shortest, day},
    {"http_header_seconds", &limits::http_header_time, shortest, day},
    {"failed_wait_seconds", &limits::failed_wait_time, milliseconds{0}, milliseconds{300'000}},
    {"http_body_seconds", &limits::http_body_time, shortest, day},
    {"http_idle_seconds", &limits::http_idle_time, shortest, day},
    {"webhook_seconds", &limits::webhook_time, shortest, day},
    {"oidc_request_seconds", &limits::oidc_request_time, shortest, day},
    {"oidc_sign_in_seconds", &limits::oidc_sign_in_time, shortest, day},
    {"oidc_keys_seconds", &limits::oidc_keys_time, shortest, day},
    {"oidc_keys_pause_seconds", &limits::oidc_keys_pause, shortest, day},
    {"outbox_request_seconds", &limits::outbox_request_time, shortest, day},
    {"outbox_echo_seconds", &limits::outbox_echo_wait, shortest, day},
    {"store_seconds", &limits::store_time, shortest, day},
    {"drain_seconds", &limits::drain_time, milliseconds{0}, day},
};

}  // namespace

std::span<count_limit const> count_limits() { return counts; }
std::span<time_limit const> time_limits() { return times; }

}  // namespace sahut
