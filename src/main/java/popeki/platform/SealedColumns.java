package popeki.platform;

import java.util.List;

/** What a module keeps sealed under the workspace's own key. */
public interface SealedColumns {
  List<SealedColumn> sealedColumns();
}
