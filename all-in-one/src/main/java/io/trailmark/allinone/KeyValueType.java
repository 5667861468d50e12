package io.trailmark.allinone;

import de.bwaldvogel.mongo.backend.KeyValue;
import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.ObjectDataType;

/**
 * Keys of an index, compared value by value. The library leaves this to Java serialization, at each
 * step of each search.
 */
final class KeyValueType extends BasicDataType<KeyValue> {
  private static final int OVERHEAD = 64;

  private final ObjectDataType values = new ObjectDataType();

  @Override
  public int compare(KeyValue a, KeyValue b) {
    int both = Math.min(a.size(), b.size());
    for (int i = 0; i < both; i++) {
      int order = values.compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  @Override
  public int getMemory(KeyValue key) {
    int memory = OVERHEAD;
    for (Object value : key) {
      memory += values.getMemory(value);
    }
    return memory;
  }

  @Override
  public void write(WriteBuffer buffer, KeyValue key) {
    buffer.putVarInt(key.size());
    for (Object value : key) {
      values.write(buffer, value);
    }
  }

  @Override
  public KeyValue read(ByteBuffer buffer) {
    Object[] read = new Object[DataUtils.readVarInt(buffer)];
    for (int i = 0; i < read.length; i++) {
      read[i] = values.read(buffer);
    }
    return new KeyValue(read);
  }

  @Override
  public KeyValue[] createStorage(int size) {
    return new KeyValue[size];
  }
}
