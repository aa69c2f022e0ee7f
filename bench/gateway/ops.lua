-- The peers' operations in JobMate's own schema; u = user 1..100, k = a running number. The peers' script formats the
-- requests with its own tokens, so the one of ours for the same user is put in its place here.
local tokens, user = {}, 1
for line in io.lines(os.getenv('BENCH_TOKENS')) do tokens[#tokens + 1] = 'Bearer ' .. line end
local format = wrk.format
wrk.format = function(method, path, headers, body)
  if headers then headers['Authorization'] = tokens[user] end   -- wrk itself asks once, without any
  return format(method, path, headers, body)
end
local cursors = {}
for line in io.lines(os.getenv('BENCH_CURSORS')) do cursors[#cursors + 1] = line end
local ops = {}
local function id(kind, n) return string.format('%08x-0000-7000-8000-%012x', kind, n) end
function ops.ping(u, k) user = u; return '{"query":"{ health }"}' end
-- half first pages, half deeper pages (ten cursors of each user, made beforehand)
function ops.jobFeed(u, k)
  user = u
  local after = 'null'
  if k % 2 == 1 then after = '"' .. cursors[(u - 1) * 10 + k % 10 + 1] .. '"' end
  return '{"query":"query Feed($s:JobStatus,$n:Int,$a:String){ jobFeedConnection(status:$s, first:$n, after:$a) { nodes { id title company rank createdAt } } }",' ..
         '"variables":{"s":"PENDING","n":20,"a":' .. after .. '},"operationName":"Feed"}'
end
function ops.kanban(u, k)
  user = u
  return '{"query":"query Board { myApplications { id currentStatus jobFeedItem { title company } } }","operationName":"Board"}'
end
-- every pending item is approved once: 70,000 of them
function ops.approveJob(u, k)
  user = u
  local n = math.floor(k / 100)
  local row = math.floor(n / 7) * 10 + n % 7
  return '{"query":"mutation Ok($id:ID!){ approveJob(jobFeedId:$id) { id currentStatus jobFeedItem { title } } }",' ..
         '"variables":{"id":"' .. id(5, u + 100 * row) .. '"},"operationName":"Ok"}'
end
return ops
