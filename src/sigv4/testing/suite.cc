#include "sigv4/testing/suite.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "base/assert.h"

namespace trent::sigv4::testing {
namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  TRENT_ASSERT(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string without_final_newlines(std::string text) {
  text.resize(text.find_last_not_of('\n') + 1);
  return text;
}

std::string trimmed_contents(const fs::path& path) {
  return without_final_newlines(contents(path));
}

std::string_view cut_line(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  return line;
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(' ') + 1 - first));
}

// `prefix` is that of the file names: "header-" or "query-".
SuiteCase load_case(const fs::path& folder, const std::string& prefix) {
  const auto file = [&](std::string_view name) {
    return folder / (prefix + std::string(name) + ".txt");
  };
  return {prefix + folder.filename().string(), parse_request(contents(file("signed-request"))),
          trimmed_contents(file("canonical-request")), trimmed_contents(file("string-to-sign")),
          trimmed_contents(file("signature"))};
}

SuiteCase load_older_case(const fs::path& signed_request) {
  const auto file = [&](std::string_view extension) {
    return fs::path(signed_request).replace_extension(extension);
  };
  const std::string authorization = trimmed_contents(file("authz"));
  return {signed_request.stem().string(), parse_request(contents(signed_request)),
          trimmed_contents(file("creq")), trimmed_contents(file("sts")),
          authorization.substr(authorization.find("Signature=") + 10)};
}

std::vector<fs::path> sorted(const auto& entries, auto wanted) {
  std::vector<fs::path> paths;
  for (const auto& entry : entries)
    if (wanted(entry)) paths.push_back(entry.path());
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

fs::path suite_folder() {
  const char* vectors = std::getenv("TRENT_VECTORS");  // NOLINT(concurrency-mt-unsafe): tests
  const fs::path folder =
      fs::path(vectors != nullptr ? vectors : "../shared/vectors") / "sigv4-suite";
  return fs::exists(folder) ? folder : fs::path();
}

Suite load_suite(const fs::path& folder) {
  Suite suite;
  const auto is_case = [](const fs::directory_entry& entry) { return entry.is_directory(); };
  for (const auto& path : sorted(fs::directory_iterator(folder / "aws-c-auth" / "v4"), is_case)) {
    if (path.filename().string().ends_with("-unnormalized")) {
      suite.unnormalized.push_back(path.filename());
      continue;
    }
    suite.header_form.push_back(load_case(path, "header-"));
    suite.query_form.push_back(load_case(path, "query-"));
  }
  const auto is_older = [](const fs::directory_entry& entry) {
    return entry.path().extension() == ".sreq";
  };
  const fs::recursive_directory_iterator older(folder / "aws4_testsuite");
  for (const auto& path : sorted(older, is_older)) suite.older.push_back(load_older_case(path));
  return suite;
}

SampleRequest parse_request(std::string_view text) {
  SampleRequest request;
  const std::string_view line = cut_line(text);
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  request.method = line.substr(0, first);
  request.target = line.substr(first + 1, last - first - 1);
  while (!text.empty() && !text.starts_with('\n')) {
    const std::string_view header = cut_line(text);
    if (header.starts_with(' ')) {
      request.headers.back().second.append("\n").append(header);
      continue;
    }
    const std::size_t colon = header.find(':');
    request.add(std::string(header.substr(0, colon)), trimmed(header.substr(colon + 1)));
  }
  cut_line(text);
  request.body = without_final_newlines(std::string(text));
  return request;
}

}  // namespace trent::sigv4::testing
