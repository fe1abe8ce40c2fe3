package popeki.reports;

import org.jspecify.annotations.Nullable;

/**
 * A part of a page that refreshes by itself and may fail by itself.
 *
 * @param href the part alone
 * @param view what it shows; null when it could not be read
 * @param reference what to quote to the operator; null when all is well
 * @param retry the page again
 */
public record Panel<T>(String href, @Nullable T view, @Nullable String reference, String retry) {}
