package popeki.platform;

import java.util.UUID;
import popeki.kernel.WorkspaceId;

/**
 * A column whose values are sealed under the workspace's own key, so that a rotation can seal them
 * anew. What is sealed under a contact's key needs none: only that key is wrapped anew.
 *
 * @param table with its schema; its primary key is workspace_id and {@code key}
 * @param key the other column of the primary key
 * @param keyType {@code uuid} or {@code text}
 */
public record SealedColumn(
    String table, String key, String keyType, String column, Resealing resealing) {

  /** Seals a value anew: whose, in which row, the bytes as they are. */
  public interface Resealing {
    byte[] reseal(Vault vault, WorkspaceId workspace, String key, byte[] bytes);
  }

  /** Where the value of a row is bound to. */
  public interface PlaceOf {
    Vault.Place of(WorkspaceId workspace, String key);
  }

  /** A column of rows that are known by their UUID. */
  public static SealedColumn byId(String table, String column, PlaceOf place) {
    return new SealedColumn(table, "id", "uuid", column, at(place));
  }

  /** A column of rows that are known by a word. */
  public static SealedColumn byText(String table, String key, String column, PlaceOf place) {
    return new SealedColumn(table, key, "text", column, at(place));
  }

  /** The column with the wrapped keys of contacts. */
  public static SealedColumn dataKeys(String table, String column) {
    return new SealedColumn(
        table,
        "id",
        "uuid",
        column,
        (vault, workspace, key, bytes) ->
            vault.rewrapDataKey(workspace, UUID.fromString(key), bytes));
  }

  private static Resealing at(PlaceOf place) {
    return (vault, workspace, key, bytes) ->
        vault.reseal(workspace, place.of(workspace, key), bytes);
  }
}
