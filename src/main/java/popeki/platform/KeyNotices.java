package popeki.platform;

import org.springframework.stereotype.Component;
import popeki.kernel.WorkspaceId;

/**
 * Hears of changed keys: {@code keys:<workspace>} when a rotation took a step, {@code keys:master}
 * when the master key's file changed. After a gap in listening everything may have changed.
 */
@Component
class KeyNotices {
  static final String NOTICE = "keys:";
  static final String MASTER = NOTICE + "master";

  KeyNotices(Broadcast broadcast, Vault vault, MasterKey master) {
    broadcast.listen(
        notice -> {
          if (notice.equals(Broadcast.EVERYTHING)) {
            vault.forgetAll();
            master.reload();
          } else if (notice.equals(MASTER)) {
            master.reload();
          } else if (notice.startsWith(NOTICE)) {
            vault.forget(WorkspaceId.of(notice.substring(NOTICE.length())));
          }
        });
  }
}
