#include "base/byte_io.h"

#include <gtest/gtest.h>

namespace trent {
namespace {

TEST(ByteIo, ReadsBackWhatWasWritten) {
  ByteWriter writer;
  writer.u8(7).u32(0x01020304).u64(0x0102030405060708).field("name").raw(as_bytes("tail"));
  ByteReader reader(writer.view());
  EXPECT_EQ(reader.u8(), 7);
  EXPECT_EQ(reader.u32(), 0x01020304U);
  EXPECT_EQ(reader.u64(), 0x0102030405060708U);
  EXPECT_EQ(reader.text_field(), "name");
  EXPECT_FALSE(reader.finished());
  EXPECT_EQ(as_text(reader.rest()), "tail");
}

TEST(ByteIo, ReadingPastTheEndFailsAndStaysFailed) {
  const Bytes bytes{0, 0, 0, 9, 1};
  ByteReader reader(bytes);
  EXPECT_TRUE(reader.field().empty());
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.u8(), 0);
  EXPECT_FALSE(reader.finished());
}

}  // namespace
}  // namespace trent
