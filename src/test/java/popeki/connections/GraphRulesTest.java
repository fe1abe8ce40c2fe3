package popeki.connections;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphRulesTest {
  @ParameterizedTest
  @CsvSource({
    // status, code, subcode, transient, trouble, needs a token
    "400,190,463,false,TOKEN_EXPIRED,true",
    "401,190,467,false,TOKEN_INVALIDATED,true",
    "400,190,460,false,PASSWORD_CHANGED,true",
    "400,190,458,false,APP_REMOVED,true",
    "400,190,459,false,CHECKPOINT,true",
    "400,190,464,false,CHECKPOINT,true",
    "400,190,492,false,ROLE_LOST,true",
    "400,190,,false,TOKEN_INVALID,true",
    "400,190,999,false,TOKEN_INVALID,true",
    "400,102,,false,TOKEN_INVALID,true",
    "400,0,,false,TOKEN_INVALID,true",
    "401,,,false,TOKEN_INVALID,true",
    "400,100,33,false,NO_ACCESS,false",
    "400,33,,false,NO_ACCESS,false",
    "403,200,,false,NO_PERMISSION,false",
    "403,10,,false,NO_PERMISSION,false",
    "403,131005,,false,NO_PERMISSION,false",
    "403,,,false,NO_PERMISSION,false",
    "400,4,,false,BUSY,false",
    "400,80007,,false,BUSY,false",
    "429,100,,false,BUSY,false",
    "500,2,,false,AWAY,false",
    "400,100,,true,AWAY,false",
    "502,,,false,AWAY,false",
    "400,100,,false,REFUSED,false",
    "404,,,false,REFUSED,false"
  })
  void an_error_means_what_its_code_says(
      int status,
      @Nullable Integer code,
      @Nullable Integer subcode,
      boolean isTransient,
      Trouble trouble,
      boolean needsToken) {
    assertThat(GraphRules.judge(status, code, subcode, isTransient)).isEqualTo(trouble);
    assertThat(trouble.needsToken()).isEqualTo(needsToken);
  }
}
