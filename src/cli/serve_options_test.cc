#include "cli/serve_options.h"

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "cli/config_file.h"

namespace trent::cli {
namespace {

class ServeOptionsTest : public ::testing::Test {
 protected:
  ~ServeOptionsTest() override {
    unsetenv("TRENT_LISTEN");
    unsetenv("TRENT_KEYS_MAX");
    unsetenv("TRENT_ATTESTATION_ROOT");
    unsetenv("TRENT_REQUEST_QUOTAS");
    unsetenv("TRENT_REQUEST_QUOTA");
    std::filesystem::remove(path_);
  }

  server::Config config(std::vector<std::string> arguments, const std::string& file = "") {
    CLI::App app;
    ServeOptions options;
    add_serve_options(app, options);
    if (!file.empty()) {
      std::ofstream(path_) << file;
      arguments.insert(arguments.begin(), {"--config", path_});
    }
    std::ranges::reverse(arguments);  // CLI11 takes them from the back
    app.parse(arguments);
    apply_config_file(app, options.config_path);
    return config_from(options);
  }

  const std::string path_ =
      (std::filesystem::temp_directory_path() / ("trent-config-" + std::to_string(getpid())))
          .string();
};

TEST_F(ServeOptionsTest, TheDefaultsServeOnLoopback) {
  const server::Config defaults = config({});
  EXPECT_EQ(defaults.host, "127.0.0.1");
  EXPECT_EQ(defaults.port, 4599);
  EXPECT_EQ(defaults.account_id, "000000000000");
  EXPECT_FALSE(defaults.tls.enabled());
  EXPECT_FALSE(defaults.attestation_root_path.has_value());
}

TEST_F(ServeOptionsTest, TheAttestationRootIsAFileNamedInAnyOfTheThreeWays) {
  EXPECT_EQ(config({}, "attestation-root = 'c.pem'\n").attestation_root_path, "c.pem");
  setenv("TRENT_ATTESTATION_ROOT", "b.pem", 1);
  EXPECT_EQ(config({}).attestation_root_path, "b.pem");
  EXPECT_EQ(config({"--attestation-root", "a.pem"}).attestation_root_path, "a.pem");
}

TEST_F(ServeOptionsTest, TheKeysOfIdentityProvidersAreFilesOrUrlsByIssuer) {
  using Places = std::map<std::string, std::string>;
  EXPECT_EQ(config({}).oidc_jwks, Places());
  EXPECT_EQ(config({"--oidc-jwks", "https://a=/f", "--oidc-jwks", "b=/g=h"}).oidc_jwks,
            (Places{{"https://a", "/f"}, {"b", "/g=h"}}));
  EXPECT_EQ(config({}, "oidc-jwks = ['a=/f', 'b=/g']\n").oidc_jwks,
            (Places{{"a", "/f"}, {"b", "/g"}}));
  EXPECT_EQ(config({"--oidc-jwks", "a=https://b/jwks?c=d"}).oidc_jwks,
            (Places{{"a", "https://b/jwks?c=d"}}));
  for (const char* bad : {"issuer", "=/f", "issuer=", "issuer=http://b/jwks", "issuer=HTTPS://b"})
    EXPECT_THROW(config({"--oidc-jwks", bad}), CLI::Error) << bad;
}

TEST_F(ServeOptionsTest, TheAuthoritiesOfIdentityProvidersAreAFile) {
  EXPECT_EQ(config({}).oidc_authorities_path, std::nullopt);
  EXPECT_EQ(config({"--oidc-ca", "ca.pem"}).oidc_authorities_path, "ca.pem");
}

TEST_F(ServeOptionsTest, TheQuotasOfResourcesAreNumbersAboveZero) {
  EXPECT_EQ(config({}).quotas.keys_max, 100'000U);
  EXPECT_EQ(config({}).quotas.aliases_per_key_max, 50U);
  EXPECT_EQ(config({}, "keys-max = 7\n").quotas.keys_max, 7U);
  setenv("TRENT_KEYS_MAX", "8", 1);
  EXPECT_EQ(config({}, "keys-max = 7\n").quotas.keys_max, 8U);
  EXPECT_EQ(config({"--keys-max", "9", "--aliases-per-key-max", "2"}).quotas.keys_max, 9U);
  EXPECT_EQ(config({"--aliases-per-key-max", "2"}).quotas.aliases_per_key_max, 2U);
  for (const char* flag : {"--keys-max", "--aliases-per-key-max"})
    for (const char* number : {"0", "-1", "many"})
      EXPECT_THROW(config({flag, number}), CLI::Error) << flag << " " << number;
}

TEST_F(ServeOptionsTest, AFlagGoesBeforeAVariableAndThatBeforeTheFile) {
  const std::string file = "listen = '127.0.0.1:3'\nmax-connections = 7\ntls-self-signed = true\n";
  EXPECT_EQ(config({}, file).port, 3);
  EXPECT_EQ(config({}, file).limits.connections_max, 7U);
  EXPECT_TRUE(config({}, file).tls.self_signed);
  setenv("TRENT_LISTEN", "127.0.0.1:2", 1);
  EXPECT_EQ(config({}, file).port, 2);
  EXPECT_EQ(config({"--listen", "127.0.0.1:1"}, file).port, 1);
}

// What is allowed in a Region without numbers of its own; 0: everything.
double rate(const server::Config& config, std::string_view group) {
  return config.request_quotas
      .rate(throttle::group_from_name(group).value(), keys::Region("eu-north-1"))
      .value_or(0);
}

TEST_F(ServeOptionsTest, NoRequestQuotasUnlessAsked) {
  EXPECT_FALSE(config({}).request_quotas.limit_anything());
  EXPECT_FALSE(config({"--request-quotas", "off"}).request_quotas.limit_anything());
}

TEST_F(ServeOptionsTest, RequestQuotasAreAProfileNamedInAnyOfTheThreeWays) {
  EXPECT_EQ(rate(config({"--request-quotas", "aws"}), "Symmetric"), 10'000);
  EXPECT_EQ(rate(config({}, "request-quotas = 'aws'\n"), "CreateKey"), 5);
  setenv("TRENT_REQUEST_QUOTAS", "aws", 1);
  EXPECT_EQ(rate(config({}), "CreateKey"), 5);
}

TEST_F(ServeOptionsTest, SingleRequestQuotasGoOverTheProfileInAnyOfTheThreeWays) {
  const server::Config flags = config({"--request-quotas", "aws", "--request-quota", "CreateKey=50",
                                       "--request-quota", "Symmetric=off"});
  EXPECT_EQ(rate(flags, "CreateKey"), 50);
  EXPECT_EQ(rate(flags, "Symmetric"), 0);
  EXPECT_EQ(rate(flags, "RSA"), 1000);

  const std::string file = "request-quota = ['CreateKey=7', 'GenerateDataKeyPair:RSA_2048=0.5']\n";
  const server::Config from_file = config({}, file);
  EXPECT_EQ(rate(from_file, "CreateKey"), 7);
  EXPECT_EQ(rate(from_file, "GenerateDataKeyPair:RSA_2048"), 0.5);
  EXPECT_EQ(rate(from_file, "RSA"), 0);
  EXPECT_EQ(rate(config({}, "request-quota = 'CreateKey=8'\n"), "CreateKey"), 8);

  setenv("TRENT_REQUEST_QUOTA", "CreateKey=9,RSA=10", 1);
  const server::Config variable = config({}, file);
  EXPECT_EQ(rate(variable, "CreateKey"), 9);
  EXPECT_EQ(rate(variable, "RSA"), 10);
  EXPECT_EQ(rate(config({"--request-quota", "RSA=1"}, file), "CreateKey"), 0);
}

TEST_F(ServeOptionsTest, UnknownRequestQuotasAndBadNumbersAreErrors) {
  EXPECT_THROW(config({"--request-quotas", "AWS"}), CLI::ParseError);
  for (const char* wrong : {"CreateKeys=5", "CreateKey", "CreateKey=0", "CreateKey=many"}) {
    EXPECT_THROW(config({"--request-quota", wrong}), CLI::ParseError) << wrong;
    EXPECT_THROW(config({}, fmt::format("request-quota = ['RSA=1', '{}']\n", wrong)),
                 CLI::ParseError)
        << wrong;
  }
  EXPECT_THROW(config({}, "request-quota = [['RSA=1']]\n"), CLI::ParseError);
}

TEST_F(ServeOptionsTest, UnknownKeysAndBadValuesInTheFileAreErrors) {
  EXPECT_THROW(config({}, "lisen = '127.0.0.1:3'\n"), CLI::ParseError);
  EXPECT_THROW(config({}, "listen = [1]\n"), CLI::ParseError);
  EXPECT_THROW(config({}, "max-connections = -1\n"), CLI::ParseError);
  EXPECT_THROW(config({}, "not toml"), CLI::ParseError);
  EXPECT_THROW(config({"--config", "/nonexistent/trent.toml"}), CLI::ParseError);
}

TEST_F(ServeOptionsTest, AddressesAreHostAndPort) {
  EXPECT_EQ(config({"--listen", "[::1]:80"}).host, "::1");
  EXPECT_EQ(config({"--listen", "localhost:0"}).port, 0);
  for (const char* wrong : {"localhost", ":80", "a:b", "a:70000", "a:"})
    EXPECT_THROW(config({"--listen", wrong}), CLI::ParseError) << wrong;
}

TEST_F(ServeOptionsTest, OptionsThatDoNotFitTogetherAreErrors) {
  EXPECT_THROW(config({"--tls-cert", "a.pem"}), CLI::ParseError);
  EXPECT_THROW(config({"--tls-cert", "a", "--tls-key", "b", "--tls-self-signed"}), CLI::ParseError);
  EXPECT_THROW(config({"--account-id", "12"}), CLI::ParseError);
  EXPECT_THROW(config({"--log-level", "loud"}), CLI::ParseError);
}

}  // namespace
}  // namespace trent::cli
