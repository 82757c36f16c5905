// See parallel.hpp.
#include "proofs/engine/parallel.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <thread>

namespace twomsl::proof {
namespace {

struct Job {
  pid_t process = -1;
  std::FILE* output = nullptr;  // what it has printed
  bool done = false;
  bool failed = false;
};

Job start(std::string_view id, int (*work)(std::string_view id)) {
  Job job;
  job.output = std::tmpfile();
  std::fflush(stdout);
  job.process = fork();
  if (job.process == 0) {
    if (job.output != nullptr) {
      dup2(fileno(job.output), STDOUT_FILENO);
    }
    const int status = work(id);
    std::fflush(stdout);
    _exit(status);
  }
  return job;
}

// Waits until one of the jobs ends.
void await_one(std::vector<Job>& jobs) {
  int status = 0;
  const pid_t process = wait(&status);
  for (Job& job : jobs) {
    if (job.process == process || process < 0) {
      job.done = true;
      job.failed = process < 0 || status != 0;
    }
  }
}

void show(const Job& job) {
  if (job.output == nullptr) {
    return;
  }
  std::rewind(job.output);
  char buffer[4096];
  std::size_t bytes = 0;
  while ((bytes = std::fread(buffer, 1, sizeof buffer, job.output)) > 0) {
    std::fwrite(buffer, 1, bytes, stdout);
  }
  std::fclose(job.output);
  std::fflush(stdout);
}

double children_seconds() {
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec);
}

}  // namespace

JobResults in_parallel(const std::vector<std::string_view>& ids, int (*work)(std::string_view id)) {
  const std::size_t at_once = std::max(1u, std::thread::hardware_concurrency());
  std::vector<Job> jobs;
  std::size_t ended = 0;
  JobResults results;
  while (results.tried < ids.size()) {
    while (jobs.size() < ids.size() && jobs.size() - ended < at_once) {
      jobs.push_back(start(ids[jobs.size()], work));
    }
    await_one(jobs);
    ++ended;
    while (results.tried < jobs.size() && jobs[results.tried].done) {
      show(jobs[results.tried]);
      results.failed += jobs[results.tried].failed ? 1u : 0u;
      ++results.tried;
    }
  }
  results.seconds = children_seconds();
  return results;
}

}  // namespace twomsl::proof
