/** Tests of accounts: passwords, addresses, signing in. */
@NullMarked
package popeki.accounts;

import org.jspecify.annotations.NullMarked;
