package popeki.links;

import com.maxmind.db.MaxMindDbConstructor;
import com.maxmind.db.MaxMindDbParameter;
import com.maxmind.db.Reader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import popeki.platform.Cidr;
import popeki.platform.Settings;

/**
 * The country of an address, from a database that comes along: nobody is asked. A newer one of the
 * same form (MMDB with {@code country_code}) in {@code <POPEKI_DATA>/geo/country.mmdb} is taken
 * instead at the next start. Registries know where a network was handed out, not where a phone is:
 * good for a report, no proof.
 */
@Component
class Countries {
  private static final Logger log = LoggerFactory.getLogger(Countries.class);
  private static final String OURS = "/geo/country.mmdb";

  /** Networks of examples (RFC 5737, RFC 3849), which registries list as somewhere. */
  private static final List<Cidr> NOWHERE =
      Stream.of("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
          .map(Cidr::parse)
          .toList();

  private final Reader reader;

  /** A row of the database. */
  public record Row(@Nullable String code) {
    @MaxMindDbConstructor
    public Row(@MaxMindDbParameter(name = "country_code") @Nullable String code) {
      this.code = code;
    }
  }

  Countries(Settings settings) {
    this.reader = open(settings.data().resolve("geo/country.mmdb"));
  }

  /** Two letters (ISO 3166); null for a private, reserved or unknown address. */
  @Nullable String of(InetAddress address) {
    if (NOWHERE.stream().anyMatch(network -> network.contains(address))) {
      return null;
    }
    try {
      Row row = reader.get(address, Row.class);
      return row == null ? null : row.code();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reader open(Path newer) {
    try {
      if (Files.isReadable(newer)) {
        log.info("Countries of visitors are looked up in {}", newer.getFileName());
        return new Reader(newer.toFile(), Reader.FileMode.MEMORY);
      }
      try (InputStream ours = Countries.class.getResourceAsStream(OURS)) {
        return new Reader(Objects.requireNonNull(ours));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The database of countries cannot be read", e);
    }
  }
}
