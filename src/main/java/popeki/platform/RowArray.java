package popeki.platform;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * Many rows as one parameter: an array of a composite type in PostgreSQL's binary form, for {@code
 * insert … select … from unnest(?)}. The statement's text is the same for any number of rows, and
 * nothing is written as text here to be read as text there.
 */
public final class RowArray {
  private static final long EPOCH_SECONDS = 946_684_800; // 2000-01-01, where PostgreSQL counts from
  private static final int ELEMENT_TYPE = 8;
  private static final int ROWS = 12;
  private static final int NULL = -1;

  private final String type;
  private final int columns;
  private byte[] bytes = new byte[8192];
  private int size;
  private int rows;
  private int rowStart;

  /**
   * @param type the composite type, such as {@code links.click_row}
   * @param columns how many it has; each row is given as many values, in their order
   */
  public RowArray(String type, int columns) {
    this.type = type;
    this.columns = columns;
    array(0, 0);
  }

  /** Begins the next row. */
  public RowArray row() {
    endRow();
    rowStart = size;
    rows++;
    int4(0);
    int4(columns);
    return this;
  }

  public RowArray uuid(@Nullable UUID value) {
    int4(Oid.UUID);
    putUuid(value);
    return this;
  }

  public RowArray time(Instant value) {
    int4(Oid.TIMESTAMPTZ);
    putTime(value);
    return this;
  }

  public RowArray text(@Nullable String value) {
    int4(Oid.TEXT);
    putText(value);
    return this;
  }

  public RowArray bool(boolean value) {
    int4(Oid.BOOL);
    int4(1);
    int1(value ? 1 : 0);
    return this;
  }

  /**
   * An IP address as it is written, never a name.
   *
   * @throws SQLDataException as the database would when it reads it
   */
  public RowArray inet(@Nullable String value) throws SQLException {
    int4(Oid.INET);
    if (value == null) {
      int4(NULL);
      return this;
    }
    byte[] address = address(value);
    boolean v4 = address.length == 4;
    int4(4 + address.length);
    int1(v4 ? 2 : 3); // the families as PostgreSQL numbers them
    int1(v4 ? 32 : 128);
    int1(0);
    int1(address.length);
    put(address);
    return this;
  }

  /** An object of texts. */
  public RowArray json(Map<String, String> values) {
    int4(Oid.JSONB);
    byte[] text = JsonTexts.of(values).getBytes(StandardCharsets.UTF_8);
    int4(text.length + 1);
    int1(1); // the form's version
    put(text);
    return this;
  }

  public <T> RowArray uuids(List<T> of, Function<T, @Nullable UUID> value) {
    int start = beginArray(Oid.UUID_ARRAY, Oid.UUID, of.size());
    of.forEach(one -> putUuid(value.apply(one)));
    return endArray(start);
  }

  public <T> RowArray times(List<T> of, Function<T, Instant> value) {
    int start = beginArray(Oid.TIMESTAMPTZ_ARRAY, Oid.TIMESTAMPTZ, of.size());
    of.forEach(one -> putTime(value.apply(one)));
    return endArray(start);
  }

  public <T> RowArray texts(List<T> of, Function<T, @Nullable String> value) {
    int start = beginArray(Oid.TEXT_ARRAY, Oid.TEXT, of.size());
    of.forEach(one -> putText(value.apply(one)));
    return endArray(start);
  }

  public <T> RowArray ints(List<T> of, ToIntFunction<T> value) {
    int start = beginArray(Oid.INT4_ARRAY, Oid.INT4, of.size());
    for (T one : of) {
      int4(4);
      int4(value.applyAsInt(one));
    }
    return endArray(start);
  }

  /** The parameter, for a statement of this connection. */
  public Array on(Connection connection) throws SQLException {
    endRow();
    var base = connection.unwrap(BaseConnection.class);
    int4At(ELEMENT_TYPE, base.getTypeInfo().getPGType(type));
    int4At(ROWS, rows);
    return new PgArray(base, base.getTypeInfo().getPGArrayType(type), Arrays.copyOf(bytes, size));
  }

  private void endRow() {
    if (rows > 0) {
      int4At(rowStart, size - rowStart - Integer.BYTES);
    }
  }

  private int beginArray(int arrayType, int elementType, int length) {
    int4(arrayType);
    int start = size;
    int4(0);
    array(elementType, length);
    return start;
  }

  private RowArray endArray(int start) {
    int4At(start, size - start - Integer.BYTES);
    return this;
  }

  /** The head of an array of one dimension that may hold nulls and is counted from one. */
  private void array(int elementType, int length) {
    int4(1);
    int4(1);
    int4(elementType);
    int4(length);
    int4(1);
  }

  private static byte[] address(String value) throws SQLException {
    try {
      return InetAddress.ofLiteral(value).getAddress();
    } catch (IllegalArgumentException e) {
      throw new SQLDataException("not an IP address", "22P02");
    }
  }

  private void putUuid(@Nullable UUID value) {
    if (value == null) {
      int4(NULL);
      return;
    }
    int4(2 * Long.BYTES);
    int8(value.getMostSignificantBits());
    int8(value.getLeastSignificantBits());
  }

  private void putTime(Instant value) {
    int4(Long.BYTES);
    // Rounded as the driver rounds elsewhere: the same instant is the same microsecond everywhere.
    int8((value.getEpochSecond() - EPOCH_SECONDS) * 1_000_000 + (value.getNano() + 500) / 1_000);
  }

  private void putText(@Nullable String value) {
    if (value == null) {
      int4(NULL);
      return;
    }
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    int4(text.length);
    put(text);
  }

  private void put(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  private void int1(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  private void int4(int value) {
    reserve(Integer.BYTES);
    size += Integer.BYTES;
    int4At(size - Integer.BYTES, value);
  }

  private void int4At(int at, int value) {
    bytes[at] = (byte) (value >>> 24);
    bytes[at + 1] = (byte) (value >>> 16);
    bytes[at + 2] = (byte) (value >>> 8);
    bytes[at + 3] = (byte) value;
  }

  private void int8(long value) {
    int4((int) (value >>> 32));
    int4((int) value);
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }
}
