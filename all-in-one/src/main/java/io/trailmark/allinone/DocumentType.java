package io.trailmark.allinone;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.jspecify.annotations.Nullable;

/**
 * Documents as BSON. The library leaves them to Java serialization, which costs most of a commit's
 * time and three times the room.
 */
final class DocumentType extends BasicDataType<Document> {
  private static final int ENTRY = 48;
  private static final int FIRST_ROOM = 512;

  @Override
  public int getMemory(Document document) {
    return memory(document);
  }

  private static int memory(@Nullable Object value) {
    int memory = ENTRY;
    if (value instanceof String text) {
      memory += text.length();
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> e : map.entrySet()) {
        memory += ENTRY + memory(e.getValue());
      }
    } else if (value instanceof Collection<?> list) {
      for (Object item : list) {
        memory += memory(item);
      }
    } else if (value instanceof byte[] bytes) {
      memory += bytes.length;
    }
    return memory;
  }

  @Override
  public void write(WriteBuffer buffer, Document document) {
    ByteBuf bson = Unpooled.buffer(FIRST_ROOM);
    BsonEncoder.encodeDocument(document, bson);
    buffer.putVarInt(bson.readableBytes()).put(bson.array(), 0, bson.readableBytes());
  }

  @Override
  public Document read(ByteBuffer buffer) {
    int length = DataUtils.readVarInt(buffer);
    Document document =
        BsonDecoder.decodeBson(Unpooled.wrappedBuffer(buffer.slice(buffer.position(), length)));
    buffer.position(buffer.position() + length);
    return document;
  }

  @Override
  public Document[] createStorage(int size) {
    return new Document[size];
  }
}
