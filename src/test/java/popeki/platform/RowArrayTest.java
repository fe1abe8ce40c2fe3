package popeki.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import popeki.PopekiTest;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@PopekiTest
class RowArrayTest {
  private static final UUID ID = UUID.fromString("0193f5a0-0000-7000-8000-00000000ffff");
  private static final Instant LONG_AGO = Instant.parse("1969-07-20T20:17:40.123456Z");
  private static final Instant NOW = Instant.parse("2026-11-24T21:00:00.999999Z");
  private static final String TEXT = "Olá, नमस्ते 👋🏽 \"quoted\" \\ back\tslash\n";

  @Autowired JdbcTemplate jdbc;

  private record Row(
      Instant at,
      boolean gpc,
      @Nullable String ip,
      @Nullable String text,
      Map<String, String> utm) {}

  @Test
  void brings_every_value_as_it_was() {
    var texts =
        new TreeMap<>(Map.of("plain", "a", TEXT, TEXT, "control", "\u0001\u001f", "empty", ""));
    var rows = new RowArray("links.click_row", 18);
    row(rows, LONG_AGO, true, "2001:db8::7", TEXT, texts);
    row(rows, NOW, false, "203.0.113.255", null, Map.of());
    row(rows, NOW.plusNanos(400), false, null, "", Map.of("k", "v"));
    row(rows, NOW.plusNanos(600), false, null, "", Map.of("k", "v"));

    assertThat(read(rows))
        .containsExactly(
            new Row(LONG_AGO, true, "2001:db8::7", TEXT, texts),
            new Row(NOW, false, "203.0.113.255", null, Map.of()),
            new Row(NOW, false, null, "", Map.of("k", "v")),
            new Row(NOW.plusNanos(1_000), false, null, "", Map.of("k", "v")));
  }

  @Test
  void brings_more_rows_than_fit_its_first_buffer() {
    var rows = new RowArray("links.click_row", 18);
    for (int i = 0; i < 5_000; i++) {
      row(rows, NOW.plusMillis(i), false, "192.0.2.1", "x".repeat(i % 300), Map.of());
    }

    List<Row> read = read(rows);

    assertThat(read).hasSize(5_000);
    assertThat(read.get(4_999).text()).isEqualTo("x".repeat(4_999 % 300));
    assertThat(read.get(4_999).at()).isEqualTo(NOW.plusMillis(4_999));
  }

  @Test
  void brings_arrays_with_and_without_nulls() {
    List<String> names = List.of("one", "", "três");
    var rows =
        new RowArray("platform.click_delta", 11)
            .row()
            .uuid(ID)
            .uuid(ID)
            .times(names, name -> name.isEmpty() ? LONG_AGO : NOW)
            .texts(names, name -> name.isEmpty() ? null : name)
            .texts(names, name -> null)
            .texts(names, name -> name.isEmpty() ? null : name)
            .texts(names, name -> name.isEmpty() ? null : name)
            .uuids(names, name -> name.isEmpty() ? null : ID)
            .ints(names, name -> name.isEmpty() ? -1 : name.length())
            .ints(names, name -> 0)
            .ints(names, name -> Integer.MAX_VALUE);

    String read =
        jdbc.execute(
            (Connection connection) -> {
              try (PreparedStatement statement =
                  connection.prepareStatement(
                      "select source, campaign_id, link_id, clicks, scans, extract(epoch from occurred_at[2])::int from unnest(?::platform.click_delta[])")) {
                statement.setArray(1, rows.on(connection));
                try (ResultSet row = statement.executeQuery()) {
                  row.next();
                  return String.join(
                      " ",
                      row.getString(1),
                      row.getString(2),
                      row.getString(3),
                      row.getString(4),
                      row.getString(5),
                      row.getString(6));
                }
              }
            });

    assertThat(read)
        .isEqualTo(
            "{one,NULL,três} {NULL,NULL,NULL} {%1$s,NULL,%1$s} {3,-1,4} {2147483647,2147483647,2147483647} %2$d"
                .formatted(ID, LONG_AGO.getEpochSecond()));
  }

  @Test
  void refuses_what_is_no_address_as_the_database_would() {
    assertThatThrownBy(() -> new RowArray("links.click_row", 18).row().inet("example.com"))
        .isInstanceOf(SQLDataException.class)
        .hasFieldOrPropertyWithValue("SQLState", "22P02");
  }

  private static void row(
      RowArray rows,
      Instant at,
      boolean gpc,
      @Nullable String ip,
      @Nullable String text,
      Map<String, String> utm) {
    try {
      rows.row().uuid(ID).time(at).uuid(ID).uuid(ID).text("human").text(null).bool(gpc).text(null);
      rows.uuid(null).inet(ip).text(text).text(null).json(utm).json(Map.of()).json(Map.of());
      rows.text(null).text(null).text(null);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private List<Row> read(RowArray rows) {
    var json = JsonMapper.shared();
    return jdbc.execute(
        (Connection connection) -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select occurred_at, gpc, host(ip), user_agent, utm from unnest(?::links.click_row[])")) {
            statement.setArray(1, rows.on(connection));
            var read = new ArrayList<Row>();
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                read.add(
                    new Row(
                        row.getObject(1, OffsetDateTime.class).toInstant(),
                        row.getBoolean(2),
                        row.getString(3),
                        row.getString(4),
                        json.readValue(
                            row.getString(5), new TypeReference<TreeMap<String, String>>() {})));
              }
            }
            return read;
          }
        });
  }
}
