/** Tests of workspaces: keys, numbers, settings, sign-in, the routes. */
@NullMarked
package popeki.workspaces;

import org.jspecify.annotations.NullMarked;
