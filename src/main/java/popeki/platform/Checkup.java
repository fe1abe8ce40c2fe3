package popeki.platform;

import java.util.List;

/** What a module tells the doctor about its own rows. */
public interface Checkup {
  List<Finding> findings();
}
