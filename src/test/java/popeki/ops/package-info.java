/** Tests of the operator's commands. */
@NullMarked
package popeki.ops;

import org.jspecify.annotations.NullMarked;
