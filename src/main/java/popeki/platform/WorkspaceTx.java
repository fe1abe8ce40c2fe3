package popeki.platform;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import popeki.kernel.WorkspaceId;

/**
 * The only door to a tenant's rows. It sets {@code app.workspace} for one transaction, and
 * row-level security shows that workspace and no other. A call inside a call joins when it names
 * the same workspace and is refused when it names another.
 */
@Component
public class WorkspaceTx {
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  WorkspaceTx(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
  }

  /** Runs the work in a transaction that sees this workspace alone. */
  public <T extends @Nullable Object> T in(WorkspaceId workspace, Supplier<T> work) {
    Object entered = TransactionSynchronizationManager.getResource(this);
    if (entered != null) {
      if (!entered.equals(workspace)) {
        throw new IllegalStateException("A transaction of one workspace tried to enter another");
      }
      return work.get();
    }
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException(
          "A workspace is entered at the start of a transaction, not inside one");
    }
    return Trace.in(
        workspace,
        () ->
            execute(
                () -> {
                  TransactionSynchronizationManager.bindResource(this, workspace);
                  try {
                    enter(workspace.toString());
                    return work.get();
                  } finally {
                    TransactionSynchronizationManager.unbindResource(this);
                  }
                }));
  }

  /** As {@link #in}, for work without a result. */
  public void run(WorkspaceId workspace, Runnable work) {
    in(
        workspace,
        () -> {
          work.run();
          return Boolean.TRUE;
        });
  }

  /**
   * Writes rows of the installation itself, which belong to no workspace, inside whatever
   * transaction is open (or one of its own), and goes back to the workspace that was entered.
   */
  public void aside(Runnable work) {
    execute(
        () -> {
          enter(Vault.INSTALLATION.toString());
          try {
            work.run();
          } finally {
            Object entered = TransactionSynchronizationManager.getResource(this);
            enter(entered == null ? "" : entered.toString());
          }
          return Boolean.TRUE;
        });
  }

  /** A transaction over directory tables only; a tenant's rows are invisible in it. */
  public <T extends @Nullable Object> T directory(Supplier<T> work) {
    return execute(work);
  }

  /** Runs after the surrounding transaction has committed, or now when there is none. */
  public static void afterCommit(Runnable action) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      action.run();
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            action.run();
          }
        });
  }

  /**
   * Fails loudly when no workspace was entered; row-level security would show nothing, silently.
   */
  public void require(WorkspaceId workspace) {
    if (!workspace.equals(TransactionSynchronizationManager.getResource(this))) {
      throw new IllegalStateException("No transaction of this workspace is open");
    }
  }

  private <T extends @Nullable Object> T execute(Supplier<T> work) {
    return transaction.<T>execute(status -> work.get());
  }

  private void enter(String workspace) {
    jdbc.sql("select set_config('app.workspace', :workspace, true)")
        .param("workspace", workspace)
        .query(String.class)
        .single();
  }
}
