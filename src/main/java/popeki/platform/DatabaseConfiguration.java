package popeki.platform;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * One data source for all of the code; the role of the calling thread chooses the pool behind it.
 */
@Configuration(proxyBeanMethods = false)
public class DatabaseConfiguration {
  private static final ScopedValue<DatabaseRole> ROLE = ScopedValue.newInstance();

  /** Runs the work as this role; without a call the role is {@link DatabaseRole#APP}. */
  public static <T extends @Nullable Object> T as(DatabaseRole role, Supplier<T> work) {
    return ScopedValue.where(ROLE, role).call(work::get);
  }

  @Bean
  MasterKey masterKey(Settings settings) {
    return MasterKey.of(settings);
  }

  @Bean
  Database database(Settings settings, MasterKey masterKey, RunMode mode) {
    return mode == RunMode.COMMAND
        ? Database.beside(settings, masterKey)
        : Database.open(settings, masterKey);
  }

  @Bean
  @Primary
  DataSource dataSource(Database database) {
    Map<Object, Object> pools = new java.util.HashMap<>();
    var byRole = new EnumMap<DatabaseRole, DataSource>(DatabaseRole.class);
    for (DatabaseRole role : DatabaseRole.values()) {
      byRole.put(role, database.poolOf(role));
    }
    pools.putAll(byRole);
    var routing =
        new AbstractRoutingDataSource() {
          @Override
          protected Object determineCurrentLookupKey() {
            return ROLE.isBound() ? ROLE.get() : DatabaseRole.APP;
          }
        };
    routing.setTargetDataSources(pools);
    routing.setDefaultTargetDataSource(database.poolOf(DatabaseRole.APP));
    return routing;
  }

  @Bean
  PlatformTransactionManager transactionManager(DataSource dataSource) {
    return new JdbcTransactionManager(dataSource);
  }
}
