#pragma once
// How a file is sealed: in pieces, so that it can be written and read in a bounded memory. The final format:
//
//   0x31 | header, 24 | pieces           XChaCha20-Poly1305 as libsodium's crypto_secretstream chains it
//   piece: ciphertext of 64 KiB, the last one of 0 to 64 KiB, and 17 bytes of tag; the last one carries the tag FINAL
//
// The first byte is the format's version. A file that was cut, reordered, prolonged or altered does not open: whoever reads
// it gets an error where that shows, after at most what stands before, which is genuine. A key seals one file.
#include <memory>

#include "gateway/store/sealing.hpp"
#include "routing/ports/bytes.hpp"

namespace sahut::media {

std::uint64_t sealed_size(std::uint64_t plain_size);

// Reads `plain`, which outlives it, and gives it sealed. Its errors go through.
std::unique_ptr<byte_source> sealing_source(byte_source& plain, secret_key const& key);

// Reads a sealed file and gives it plain. `begin` has opened the first piece: a wrong key shows before anybody was answered.
// Error internal: the file does not open. Which fault it has is not told apart.
boost::asio::awaitable<result<std::unique_ptr<byte_source>>> open_sealed_file(std::unique_ptr<byte_source> sealed, secret_key key);

}  // namespace sahut::media
